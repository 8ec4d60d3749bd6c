import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SocketAddress } from './config.ts';

/** Binds; resolves with the bound port. Rejects with a message that names the variable to change. */
export function listen(server: Server, { host, port }: SocketAddress, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`${variable}: cannot listen on ${host}:${port}: ${error.message}`, { cause: error })),
    );
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Takes no new connections, lets requests under way finish, and cuts those that take longer than the limit. */
export function stopListening(server: Server, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), limitMs);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}
