import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as an HTTP server got it. */
interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * What a server does with a request: answers with a status, closes the connection, never answers, or begins an answer that
 * never ends.
 */
export type Behaviour = number | 'reset' | 'hang' | 'stall';

/** An HTTP server on loopback that remembers everything it was asked. */
export interface RecordingBackend {
  readonly port: number;
  /** Everything since the start, or since `forget`; health checks are kept apart. */
  requests(): readonly RecordedRequest[];
  healthChecks(): readonly RecordedRequest[];
  forget(): void;
  /** From now on. */
  behave(behaviour: Behaviour | ((request: RecordedRequest) => Behaviour)): void;
  stop(): Promise<void>;
}

/** Answers with `name` as its body, and 200 until it is told otherwise. */
export async function startRecordingBackend(
  name: string,
  { address = '127.0.0.1', port = 0 }: { address?: string; port?: number } = {},
): Promise<RecordingBackend> {
  let requests: RecordedRequest[] = [];
  let healthChecks: RecordedRequest[] = [];
  let behaviour: Behaviour | ((request: RecordedRequest) => Behaviour) = 200;
  const server = createServer((incoming, response) => {
    const request = record(incoming);
    const isHealthCheck = request.headers['user-agent'] === 'Envoy/HC';
    (isHealthCheck ? healthChecks : requests).push(request);
    const chosen = typeof behaviour === 'function' ? behaviour(request) : behaviour;
    if (chosen === 'reset') incoming.socket.destroy();
    else if (chosen === 'stall') response.writeHead(200).write('first part');
    else if (chosen !== 'hang') response.writeHead(chosen).end(name);
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    healthChecks: () => healthChecks,
    forget() {
      requests = [];
      healthChecks = [];
    },
    behave(next) {
      behaviour = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function record({ method = '', url = '', headers }: IncomingMessage): RecordedRequest {
  return { method, url, headers };
}
