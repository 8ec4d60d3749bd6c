import { type Agent, createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on loopback that answers every request with its name. */
export interface HttpBackend {
  readonly port: number;
  /** How many requests it got. */
  requests(): number;
  /** Headers of the newest request. */
  headers(): IncomingHttpHeaders;
  stop(): Promise<void>;
}

export async function startBackend(name: string, status = 200): Promise<HttpBackend> {
  let count = 0;
  let headers: IncomingHttpHeaders = {};
  const server = createServer((incoming, response) => {
    count += 1;
    headers = incoming.headers;
    response.writeHead(status).end(name);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => count,
    headers: () => headers,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer, its body read. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** One GET, on a connection of its own unless there is an agent: of a path, or of a URL through the HTTP proxy at `port`. */
export function get(port: number, url: string, agent: Agent | false = false): Promise<Answer> {
  const headers = url.startsWith('http://') ? { host: new URL(url).host } : {};
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path: url, headers, agent }, (response) => {
      const chunks: string[] = [];
      response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
      response.once('error', reject).once('end', () => {
        resolve({ status: response.statusCode ?? 0, body: chunks.join(''), headers: response.headers });
      });
    });
    outgoing.once('error', reject).end();
  });
}
