import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A TCP server that speaks first: it greets with its name, and sends back whatever it gets. */
export interface TcpBackend {
  readonly port: number;
  /** How many connections it got. */
  connections(): number;
  /** How many of them are open. */
  open(): number;
  forget(): void;
  stop(): Promise<void>;
}

/** A connection is closed from here when the client has closed its half and everything is sent back. */
export async function startTcpBackend(
  name: string,
  { address = '127.0.0.1', port = 0 }: { address?: string; port?: number } = {},
): Promise<TcpBackend> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    socket.write(`${name}\n`);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    open: () => sockets.size,
    forget() {
      connections = 0;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
