import { createServer } from 'node:net';

/** Hands out loopback ports; the same port is not handed out again before the whole range was used. */
export interface PortAllocator {
  allocate(): Promise<number>;
  release(port: number): void;
}

/**
 * Ports `first` to `last`, starting at `start`. Each was free when it was handed out: whoever takes it must bind it soon,
 * and ask again when somebody else was faster. Keep the range out of the kernel's ephemeral ports (from 32768 on Linux,
 * 49152 on macOS), where any outgoing connection may sit on a port between the test and the bind.
 */
export function createPortAllocator(range: {
  readonly first: number;
  readonly last: number;
  readonly start?: number;
}): PortAllocator {
  const size = range.last - range.first + 1;
  const held = new Set<number>();
  let next = (range.start ?? range.first) - range.first;
  // One search at a time: two would test the same port.
  let turn: Promise<unknown> = Promise.resolve();

  async function search(): Promise<number> {
    for (let tried = 0; tried < size; tried += 1) {
      const port = range.first + (next % size);
      next += 1;
      if (held.has(port) || !(await isPortFree(port))) continue;
      held.add(port);
      return port;
    }
    throw new Error(`no free port on 127.0.0.1 between ${range.first} and ${range.last}`);
  }

  return {
    allocate() {
      const result = turn.then(search);
      turn = result.catch(() => undefined);
      return result;
    },
    release(port) {
      held.delete(port);
    },
  };
}

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
