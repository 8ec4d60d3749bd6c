import { createServer } from 'node:net';

/**
 * Whether a TCP port of 127.0.0.1 can be bound. Node binds without SO_REUSEPORT, so a port that another Envoy
 * holds with it counts as taken. Errors other than "in use" and "not permitted" are thrown.
 */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
