import type { MissingCluster, ProxyState, TypeStatus } from '../proxy-status.ts';
import { ADS_ORDER, type ResourceTypeName } from '../resource-set.ts';
import type { StreamState } from './stream-state.ts';
import { isTargetInForce } from './target-progress.ts';

function proxyState(state: StreamState): ProxyState {
  if (state.target === undefined) {
    return 'waiting';
  }
  const types = Object.values(state.types);
  // With a newer response on its way the rejection is history.
  if (types.some(({ nack, unacked }) => nack !== undefined && unacked.length === 0)) {
    return 'rejected';
  }
  return isTargetInForce(state) ? 'synced' : 'pending';
}

function missingClustersOf({ missingSince, types: { clusters } }: StreamState): readonly MissingCluster[] {
  return [...missingSince].map(([cluster, since]) => ({
    cluster,
    since,
    reason: clusters.refused.has(cluster) ? 'rejected' : 'not acknowledged',
  }));
}

/** What a stream's state says to the world. */
export function describeStream(state: StreamState): {
  readonly state: ProxyState;
  readonly targetVersion?: string;
  readonly types: Readonly<Record<ResourceTypeName, TypeStatus>>;
  readonly missingClusters: readonly MissingCluster[];
  readonly lastAckAt?: number;
} {
  const types = ADS_ORDER.map((type) => {
    const { sentVersion, ackedVersion, nack, refused, suspects } = state.types[type];
    const status: TypeStatus = {
      ...(sentVersion === undefined ? {} : { sentVersion }),
      ...(ackedVersion === undefined ? {} : { ackedVersion }),
      ...(nack === undefined
        ? {}
        : { nack: { ...nack, refused: [...refused.keys()], suspects: [...suspects.keys()] } }),
    };
    return [type, status] as const;
  });
  return {
    state: proxyState(state),
    ...(state.target === undefined ? {} : { targetVersion: state.target.version }),
    missingClusters: missingClustersOf(state),
    types: Object.fromEntries(types) as Record<ResourceTypeName, TypeStatus>,
    ...(state.lastAckAt === undefined ? {} : { lastAckAt: state.lastAckAt }),
  };
}
