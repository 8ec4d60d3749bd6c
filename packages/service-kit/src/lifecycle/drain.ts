import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How a drain ended, and how many requests were cut off. */
export type DrainOutcome =
  | { readonly kind: 'drained' }
  | { readonly kind: 'cut off'; readonly requests: number };

/** Ends a server without losing what it is working on. */
export interface Drain {
  /** From now on every answer says that its connection ends with it. New connections are still accepted. */
  announce(): void;
  /**
   * Stops accepting, closes connections without a request, and waits until all requests are
   * answered, for at most `limitMs`. Then everything that is left is closed.
   */
  close(limitMs: number): Promise<DrainOutcome>;
}

/** Follows the requests of a server. Must be called before other `request` listeners are added. */
export function prepareDrain(server: Server): Drain {
  const inFlight = new Set<ServerResponse>();
  const unused = new Set<Socket>();
  let ending = false;
  let closing = false;

  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', (request, response) => {
    unused.delete(request.socket);
    inFlight.add(response);
    if (ending) sayLast(response);
    response.once('close', () => {
      inFlight.delete(response);
      // An answer whose headers were out before the drain leaves a connection that its client keeps.
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });

  const announce = () => {
    ending = true;
    for (const response of inFlight) sayLast(response);
  };
  return {
    announce,
    close: (limitMs) => {
      announce();
      closing = true;
      return new Promise((resolve) => {
        let outcome: DrainOutcome = { kind: 'drained' };
        const limit = setTimeout(() => {
          outcome = { kind: 'cut off', requests: inFlight.size };
          server.closeAllConnections();
        }, limitMs);
        // Also closes the connections that are idle between two requests ...
        server.close(() => {
          clearTimeout(limit);
          resolve(outcome);
        });
        // ... but not those that have never carried one.
        for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
      });
    },
  };
}

function sayLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
