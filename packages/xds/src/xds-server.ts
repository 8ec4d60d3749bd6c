import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js';
import type { ProxyNode, ProxyStatus } from './proxy-status.ts';
import type { ResourceSet } from './resource-set.ts';
import { ADS_SERVICE, type AdsCall, implementAds } from './server/ads-service.ts';
import { type Clock, SYSTEM_CLOCK } from './server/clock.ts';
import { type ProxyStream, serveProxyStream } from './server/proxy-stream.ts';
import { buildSnapshot } from './snapshot/build-snapshot.ts';
import type { XdsProblem } from './xds-problem.ts';

/** What became of a `publish`. `version` is that of the whole resource set. */
export type PublishOutcome =
  | { readonly status: 'published' | 'unchanged'; readonly version: string }
  | { readonly status: 'refused'; readonly problems: readonly XdsProblem[] };

/** A proxy that has just sent the first request of its stream. */
export interface ConnectedProxy {
  readonly proxyId: string;
  readonly node: ProxyNode;
}

/** Hears of the proxies of a server. */
export interface ProxyListener {
  /** First request of a stream seen. `publish` may be called at once or much later; until then nothing is sent. */
  onConnect?(proxy: ConnectedProxy): void;
  onDisconnect?(proxyId: string): void;
  /** Called at each ACK and NACK, and when a reconnected proxy is found to have a type already. */
  onStatus?(status: ProxyStatus): void;
}

export interface XdsServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** How long removed clusters are kept after the routes were acknowledged, for requests in flight. Default 3000. */
  readonly removalGraceMs?: number;
  /** How long a response that is not answered holds up the next one of its type. Default 15000. */
  readonly stageTimeoutMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** Serves every connected proxy its own resource set over ADS (state of the world). */
export interface XdsServer {
  /** The bound port. */
  readonly port: number;
  /** Tells `listener` of the proxies that are connected already, and from then on of everything that happens to one. */
  follow(listener: ProxyListener): void;
  /**
   * Makes `resources` the proxy's target. What is replaced stays until the proxy has acknowledged what replaces it; a
   * newer target wins over one still under way. The same object for several proxies is encoded once, so it must never be changed. A set that fails `checkEncoding` or `checkConsistency` is refused and
   * changes nothing. Throws when no such proxy is connected.
   */
  publish(proxyId: string, resources: ResourceSet): PublishOutcome;
  /** All connected proxies, oldest first. */
  proxies(): readonly ProxyStatus[];
  /** One connected proxy; undefined for one that is not. */
  proxy(proxyId: string): ProxyStatus | undefined;
  /** Every resource set the proxy may still be using: acknowledged, and sent but not acknowledged. Unknown proxy: none. */
  inUse(proxyId: string): readonly ResourceSet[];
  /** Ends all streams and frees the port. */
  close(): Promise<void>;
}

const KEEPALIVE = {
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
};

/** How long `close` waits for clients to hang up by themselves. */
const CLOSE_LIMIT_MS = 500;

function bind(server: Server, host: string, port: number): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        resolve(bound);
      } else {
        reject(new Error(`xDS cannot listen on ${address}: ${error.message}`, { cause: error }));
      }
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.forceShutdown(), CLOSE_LIMIT_MS);
    server.tryShutdown(() => {
      clearTimeout(limit);
      resolve();
    });
  });
}

/** Binds and serves. Rejects when the address cannot be bound. */
export async function createXdsServer(options: XdsServerOptions): Promise<XdsServer> {
  const { clock = SYSTEM_CLOCK, removalGraceMs = 3000, stageTimeoutMs = 15_000 } = options;
  // What goes wrong is returned or thrown; the library's own lines would only break into somebody's structured log.
  setLogVerbosity(logVerbosity.NONE);
  const streams = new Map<string, ProxyStream>();
  const listeners: ProxyListener[] = [];
  const snapshots = new WeakMap<ResourceSet, ReturnType<typeof buildSnapshot>>();
  const server = new Server(KEEPALIVE);
  let count = 0;

  function onStream(call: AdsCall): void {
    count += 1;
    const proxyId = `proxy-${count}`;
    serveProxyStream(call, {
      proxyId,
      clock,
      limits: { removalGraceMs, stageTimeoutMs },
      onConnect(stream, node) {
        streams.set(proxyId, stream);
        for (const listener of listeners) listener.onConnect?.({ proxyId, node });
      },
      onDisconnect() {
        streams.delete(proxyId);
        for (const listener of listeners) listener.onDisconnect?.(proxyId);
      },
      onStatus() {
        const stream = streams.get(proxyId);
        if (stream === undefined) return;
        const status = stream.status();
        for (const listener of listeners) listener.onStatus?.(status);
      },
    });
  }

  server.addService(ADS_SERVICE, implementAds(onStream));
  const port = await bind(server, options.host, options.port);
  return {
    port,
    follow(listener) {
      listeners.push(listener);
      for (const [proxyId, stream] of streams) listener.onConnect?.({ proxyId, node: stream.status().node });
    },
    publish(proxyId, resources) {
      const stream = streams.get(proxyId);
      if (stream === undefined) {
        throw new Error(
          `there is no proxy "${proxyId}"; connected are: ${[...streams.keys()].join(', ') || 'none'}`,
        );
      }
      const built = snapshots.get(resources) ?? buildSnapshot(resources);
      snapshots.set(resources, built);
      return 'problems' in built
        ? { status: 'refused', problems: built.problems }
        : { status: stream.publish(built.snapshot), version: built.snapshot.version };
    },
    proxies: () => [...streams.values()].map((stream) => stream.status()),
    proxy: (proxyId) => streams.get(proxyId)?.status(),
    inUse: (proxyId) => streams.get(proxyId)?.inUse() ?? [],
    async close() {
      for (const stream of [...streams.values()]) {
        stream.close();
      }
      await shutDown(server);
    },
  };
}
