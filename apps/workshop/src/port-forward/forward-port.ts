import { connect, createServer, type Socket } from 'node:net';
import { describePortHolder, findPortHolder } from '../ports/find-port-holder.ts';
import { WorkshopError } from '../workshop-error.ts';

/** A listener that hands every connection on. */
export interface PortForward {
  readonly localPort: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1:`localPort` (0: any free port) and connects each client to 127.0.0.1:`port`. `onLost` is told when nobody listens there any more. */
export async function forwardPort(
  localPort: number,
  port: number,
  onLost: (error: Error) => void,
): Promise<PortForward> {
  const open = new Set<Socket>();
  // Half-open, as the connection is handed on: a client may have said everything and still wait for the answer.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      client.destroy();
      if (error.code === 'ECONNREFUSED') onLost(error);
    });
    client.on('error', () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: localPort, exclusive: true }, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    const { by } = describePortHolder(await findPortHolder(localPort));
    throw new WorkshopError(
      `local port ${localPort} is taken${by}. Choose another, or none: ":<port>" takes any free one.`,
    );
  });
  const address = server.address();
  return {
    localPort: typeof address === 'object' && address !== null ? address.port : localPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
