import type { Entry } from '../snapshot/build-snapshot.ts';
import { endpointsNameOf, secretsNamedBy } from '../snapshot/resource-references.ts';
import { isSubscribed, type StreamState, withType } from './stream-state.ts';

/** True when a cluster in the client's hands, acknowledged or not, gets its endpoints under this name. */
function isSharedWithAcked({ types }: StreamState, endpointsName: string): boolean {
  return [...types.clusters.acked.values()].some(
    ({ resource }) => endpointsNameOf(resource.json) === endpointsName,
  );
}

/**
 * Known without the ACK of its response, which is withheld while any cluster of it warms: nothing but its endpoints stood
 * between this cluster and its being warm, and the client has acknowledged these after the cluster was sent. Nothing is known
 * where the client may have it in another form, which would have asked for the same endpoints.
 */
function isWarmByEvidence(state: StreamState, name: string, { key, resource: { json } }: Entry): boolean {
  const { refused, unacked, doubtful } = state.types.clusters;
  const contents = [...unacked.map(({ entries }) => entries), ...doubtful];
  const endpointsName = endpointsNameOf(json);
  return (
    endpointsName !== undefined &&
    json.health_checks === undefined &&
    secretsNamedBy(json).length === 0 &&
    refused.get(name) !== key &&
    contents.every((entries) => (entries.get(name)?.key ?? key) === key) &&
    !isSharedWithAcked(state, endpointsName) &&
    state.types.endpoints.acked.has(endpointsName)
  );
}

/** Notes which clusters serve without an ACK, in which form, for as long as they are sent and not acknowledged. */
export function withProvenClusters(state: StreamState): StreamState {
  const { sent, acked, proven } = state.types.clusters;
  const found = [...sent].flatMap(([name, entry]) => {
    const known = proven.get(name) ?? (isWarmByEvidence(state, name, entry) ? entry : undefined);
    return acked.has(name) || known === undefined ? [] : [[name, known] as const];
  });
  return withType(state, 'clusters', { proven: new Map(found) });
}

/** True when the client can send requests to a cluster of this name, in its newest form or in an older one. */
export function isServing(state: StreamState, name: string): boolean {
  const { clusters, endpoints } = state.types;
  if (!isSubscribed(clusters.subscription, name)) {
    // It has it from somewhere else.
    return true;
  }
  const sent = clusters.sent.get(name);
  const acked = clusters.acked.get(name);
  if (sent === undefined) {
    return false;
  }
  if (acked === undefined) {
    return clusters.proven.has(name) || isWarmByEvidence(state, name, sent);
  }
  const contents = [...clusters.unacked.map(({ entries }) => entries), ...clusters.doubtful];
  const endpointsName = endpointsNameOf(acked.resource.json);
  return (
    contents.every((entries) => entries.has(name)) &&
    (endpointsName === undefined || endpoints.acked.has(endpointsName))
  );
}

/** The clusters of the target that cannot take requests yet. */
export function missingClusters(state: StreamState): readonly string[] {
  const names = [...(state.target?.entries.clusters.keys() ?? [])];
  return names.filter((name) => !isServing(state, name));
}
