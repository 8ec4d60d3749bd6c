import { constants, createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** An HTTP/2 server on loopback, without TLS. */
export interface Http2Backend {
  readonly port: number;
  /** How many requests it got. */
  requests(): number;
  stop(): Promise<void>;
}

/** Answers with 200, refuses every stream, or never answers. */
export async function startHttp2Backend(behaviour: 'answer' | 'refuse' | 'hang'): Promise<Http2Backend> {
  let count = 0;
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    count += 1;
    stream.on('error', () => {});
    if (behaviour === 'answer') {
      stream.respond({ ':status': 200 });
      stream.end('two');
    } else if (behaviour === 'refuse') stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => count,
    async stop() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
