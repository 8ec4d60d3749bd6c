import type { ProxyNode, ProxyStatus } from './proxy-status.ts';
import type { ResourceSet } from './resource-set.ts';
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

export interface XdsServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** First request of a stream seen. `publish` may be called at once or much later; until then nothing is sent. */
  onConnect(proxy: ConnectedProxy): void;
  onDisconnect(proxyId: string): void;
  /** Called at each ACK and NACK, and when a change of clusters is complete. */
  onStatus?(status: ProxyStatus): void;
  /** How long removed clusters are kept after the routes were acknowledged, for requests in flight. Default 3000. */
  readonly removalGraceMs?: number;
  /** How long a proxy that does not answer may hold up the next stage of a change. Default 5000. */
  readonly stageTimeoutMs?: number;
}

/** Serves every connected proxy its own resource set over ADS (state of the world). */
export interface XdsServer {
  /** The bound port. */
  readonly port: number;
  /**
   * Makes `resources` the proxy's target. What is replaced stays until the proxy has acknowledged what replaces it; a
   * newer target wins over one still under way. A set that fails `checkEncoding` or `checkConsistency` is refused and
   * changes nothing. Throws when no such proxy is connected.
   */
  publish(proxyId: string, resources: ResourceSet): PublishOutcome;
  /** All connected proxies, oldest first. */
  proxies(): readonly ProxyStatus[];
  /** Every resource set the proxy may still be using: acknowledged, and sent but not acknowledged. Unknown proxy: none. */
  inUse(proxyId: string): readonly ResourceSet[];
  /** Ends all streams and frees the port. */
  close(): Promise<void>;
}

/** Binds and serves. Rejects when the address cannot be bound. */
export async function createXdsServer(_options: XdsServerOptions): Promise<XdsServer> {
  throw new Error('not there yet');
}
