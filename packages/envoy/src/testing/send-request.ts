import { type IncomingHttpHeaders, request } from 'node:http';

/** A request to send. Without a host in `headers` it is the one of the URL, or the address. */
export interface RequestToSend {
  readonly method?: string;
  /** A path, or a whole URL for an HTTP proxy. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. A connection that ended in the middle of a body has `isWhole: false`. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly isWhole: boolean;
  /** From sending to the end of the answer. */
  readonly millis: number;
}

/** Sends one request to a port of loopback on a connection of its own. */
export function sendRequest(
  port: number,
  { method = 'GET', url, headers = {} }: RequestToSend,
): Promise<ReceivedAnswer> {
  const host = url.startsWith('http://') ? { host: new URL(url).host } : {};
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers: { ...host, ...headers },
      agent: false,
    };
    const outgoing = request(options, (response) => {
      const chunks: string[] = [];
      response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
      response
        .once('error', () => {})
        .once('close', () => {
          resolve({
            status: response.statusCode ?? 0,
            body: chunks.join(''),
            headers: response.headers,
            isWhole: response.complete,
            millis: performance.now() - started,
          });
        });
    });
    outgoing.once('error', reject).end();
  });
}
