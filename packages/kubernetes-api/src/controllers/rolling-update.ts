import type { Deployment, IntOrPercent, ReplicaSet } from '../objects/workloads.ts';

function resolve(value: IntOrPercent, replicas: number, round: (it: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * replicas);
}

/** How many pods a rollout may have above and below the wanted number; surge is rounded up, unavailability down. */
export function rolloutBounds({ spec }: Deployment): {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
} {
  if (spec.strategy.type === 'Recreate') return { maxSurge: 0, maxUnavailable: spec.replicas };
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy.rollingUpdate ?? {};
  const surge = resolve(maxSurge, spec.replicas, Math.ceil);
  const unavailable = Math.min(resolve(maxUnavailable, spec.replicas, Math.floor), spec.replicas);
  // Both may come out as 0 from percentages; then nothing could ever move.
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Pods the replica sets want in sum. */
export function wantedPods(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, it) => sum + it.spec.replicas, 0);
}

/** Available pods of a set; never more than it wants, because the status of a set that was just scaled down is behind. */
function available(replicaSet: ReplicaSet): number {
  return Math.min(replicaSet.spec.replicas, replicaSet.status?.availableReplicas ?? 0);
}

/** Pods the replica sets have available in sum. */
function availablePods(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, it) => sum + available(it), 0);
}

/** How many replicas the new replica set may have now: as many as wanted, within the surge. */
export function newReplicaCount(deployment: Deployment, current: number, old: readonly ReplicaSet[]): number {
  const { replicas } = deployment.spec;
  if (current >= replicas) return replicas;
  if (deployment.spec.strategy.type === 'Recreate') return replicas;
  const room = replicas + rolloutBounds(deployment).maxSurge - (wantedPods(old) + current);
  return current + Math.max(0, Math.min(room, replicas - current));
}

/**
 * How far the old replica sets may be scaled down now without falling below the available minimum: their pods that are not
 * available first, then the available ones of the oldest set. `current` is the new set as it is.
 */
export function oldReplicaCounts(
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): ReadonlyMap<string, number> {
  const counts = new Map(old.map((it) => [it.metadata.name, it.spec.replicas]));
  const minAvailable = deployment.spec.replicas - rolloutBounds(deployment).maxUnavailable;
  const newUnavailable = current.spec.replicas - available(current);
  let room = wantedPods([...old, current]) - minAvailable - newUnavailable;
  for (const it of old) {
    const unavailable = it.spec.replicas - available(it);
    const drop = Math.max(0, Math.min(room, unavailable));
    counts.set(it.metadata.name, it.spec.replicas - drop);
    room -= drop;
  }
  let spare = Math.min(room, availablePods([...old, current]) - minAvailable);
  for (const it of old) {
    const left = counts.get(it.metadata.name) ?? 0;
    const drop = Math.max(0, Math.min(spare, left, available(it)));
    counts.set(it.metadata.name, left - drop);
    spare -= drop;
  }
  return counts;
}
