import { request } from 'node:http';
import type { Socket } from 'node:net';

/** What an HTTP proxy answered to CONNECT, and the tunnel if it opened one. */
export interface Tunnel {
  readonly status: number;
  readonly socket: Socket;
}

/** Asks the HTTP proxy on a port of loopback for a tunnel to a host and port. */
export function openTunnel(proxyPort: number, target: string): Promise<Tunnel> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: proxyPort, method: 'CONNECT', path: target, agent: false };
    request(options)
      .once('connect', ({ statusCode = 0 }, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        socket.on('error', () => {});
        resolve({ status: statusCode, socket });
      })
      .once('error', reject)
      .end();
  });
}
