import type { ProxyStatus } from '@mesh-workshop/xds';
import type { PublishProblem } from './publish-problem.ts';
import type { ProxyDescription } from './translate-proxy.ts';

/** What the publisher knows of a connected proxy. */
export interface Publication extends ProxyDescription {
  /** Whether anything was ever published to this stream. */
  readonly published: boolean;
  /** Why the newest state of the mesh is not published to it; absent when it is. */
  readonly reason?: string;
  /** What it refused. */
  readonly rejections: readonly PublishProblem[];
}

/** A proxy as people see it. */
export interface ProxyView extends ProxyDescription {
  readonly proxyId: string;
  readonly nodeId: string;
  /**
   * - `synced`: it has acknowledged the newest configuration
   * - `pending`: it has not yet
   * - `waiting`: there is nothing to give to it; the reason says what is missing
   * - `stale`: it keeps its last good configuration, as no newer one could be made; the reason says why
   * - `rejected`: it refused the newest configuration and keeps the one before; the reason is Envoy's, with the resource
   */
  readonly state: 'synced' | 'pending' | 'waiting' | 'stale' | 'rejected';
  readonly reason?: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly types: ProxyStatus['types'];
  /** Clusters that it cannot send requests to yet; what names them keeps its old form, or waits. Empty when there are none. */
  readonly missingClusters: ProxyStatus['missingClusters'];
}

/** Joins what the xDS server and the publisher know of a proxy. */
export function viewProxy(status: ProxyStatus, publication: Publication): ProxyView {
  const { published, rejections, reason: publicationReason, ...description } = publication;
  const rejected = rejections.map(({ message }) => message);
  const state = publicationReason === undefined ? status.state : published ? 'stale' : 'waiting';
  const reason = publicationReason ?? (state === 'rejected' ? rejected.join(' ') : undefined);
  return {
    proxyId: status.proxyId,
    nodeId: status.node.id,
    ...description,
    state,
    ...(reason === undefined ? {} : { reason }),
    connectedAt: status.connectedAt,
    types: status.types,
    missingClusters: status.missingClusters,
  };
}
