import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceTypeName } from './resource-set.ts';

/** Who a proxy says it is: the `node` of the first request of its stream. */
export interface ProxyNode {
  readonly id: string;
  readonly cluster: string;
  readonly metadata: JsonObject;
  /** `user_agent_name/version`, for example `envoy/1.35.0`; empty when the client does not say. */
  readonly userAgent: string;
}

/** How far a proxy is with one resource type. Absent members: it has not happened yet on this stream. */
export interface TypeStatus {
  readonly sentVersion?: string;
  readonly ackedVersion?: string;
  /** The newest rejection; gone with the next ACK, unless what was rejected is still wanted. */
  readonly nack?: Rejection;
}

/** What a proxy refused, and why. */
export interface Rejection {
  /** Of the response. */
  readonly version: string;
  /** The proxy's own words. */
  readonly message: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Names of the resources it is known to be about. */
  readonly refused: readonly string[];
  /** Names of those it may be about, as long as that is not known; they are tried one by one. */
  readonly suspects: readonly string[];
}

/** A cluster of the target that the proxy cannot send requests to yet. What names it keeps its old form, or waits. */
export interface MissingCluster {
  readonly cluster: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** `rejected`: the proxy refuses it, see `types.clusters.nack`. `not acknowledged`: not yet warm, or the proxy says nothing. */
  readonly reason: 'rejected' | 'not acknowledged';
}

/**
 * - `waiting`: connected, nothing published for it yet
 * - `pending`: sent, or about to be sent, and not yet acknowledged
 * - `synced`: everything of the target is acknowledged; replaced clusters may still be kept for requests in flight
 * - `rejected`: the proxy refused something of the target; that keeps its last good form, everything else goes on
 */
export type ProxyState = 'waiting' | 'pending' | 'synced' | 'rejected';

/** One connected proxy, as it is now. */
export interface ProxyStatus {
  /** Unique per stream; a proxy that reconnects gets a new one. */
  readonly proxyId: string;
  readonly node: ProxyNode;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly state: ProxyState;
  /** Version of the resource set that was published last. */
  readonly targetVersion?: string;
  readonly types: Readonly<Record<ResourceTypeName, TypeStatus>>;
  /** What holds back a part of the target; empty when nothing does. */
  readonly missingClusters: readonly MissingCluster[];
  /** Epoch milliseconds. */
  readonly lastAckAt?: number;
}
