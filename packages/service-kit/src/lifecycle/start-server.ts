import { createServer, type RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '../service.ts';
import { type DrainOutcome, prepareDrain } from './drain.ts';

/**
 * How long a connection without a request is kept. Longer than any client keeps it (Envoy's
 * cluster for the local app: 60 s): the side that closes first must be the one that writes, else
 * requests are written onto a closing connection and lost.
 */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Must be longer than the above: the wait for the next request's headers includes the idle time. */
const HEADERS_TIMEOUT_MS = 80_000;

/** A server that accepts connections. */
export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Marks the service unready and ends it as DRAIN_DELAY_MS and SHUTDOWN_TIMEOUT_MS say; once. */
  drain(): Promise<DrainOutcome>;
}

/** Listens on HOST and PORT; rejects when that is not possible. */
export async function startServer(app: RequestListener, service: Service): Promise<RunningServer> {
  const { config, readiness } = service;
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
  });
  const drain = prepareDrain(server);
  server.on('request', app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: config.host, port: config.port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const drainOnce = async () => {
    readiness.markUnready();
    drain.announce();
    if (config.drainDelayMs > 0) await delay(config.drainDelayMs);
    return drain.close(config.shutdownTimeoutMs);
  };
  let drained: Promise<DrainOutcome> | undefined;
  return {
    url: formatUrl(server.address()),
    drain: () => {
      drained ??= drainOnce();
      return drained;
    },
  };
}

function formatUrl(address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') return String(address);
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
