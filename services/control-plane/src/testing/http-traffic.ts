import { createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { listen } from '../listen.ts';

/** A server that answers everything with its name; gone with the test. */
export async function startBackend(name: string): Promise<number> {
  const server = createServer((_request, response) => response.end(name));
  server.keepAliveTimeout = 75_000;
  const port = await listen(server, { host: '127.0.0.1', port: 0 }, 'test');
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return port;
}

/** Gets a URL through an HTTP proxy on this machine; the status and the body. */
export function getThroughProxy(proxyPort: number, url: string): Promise<string> {
  return get(proxyPort, url, new URL(url).host);
}

/** Gets a path from a port of this machine; the status and the body. */
export function getThrough(port: number, path: string): Promise<string> {
  return get(port, path, `127.0.0.1:${port}`);
}

function get(port: number, path: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      text(response).then((body) => resolve(`${response.statusCode} ${body}`), reject);
    })
      .on('error', reject)
      .end();
  });
}
