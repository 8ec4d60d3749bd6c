import type { Condition } from '../objects/kubernetes-object.ts';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../objects/workloads.ts';
import { formatTime } from '../store/object-metadata.ts';
import { rolloutBounds, wantedPods } from './rolling-update.ts';

/** What the status is computed from. */
export interface DeploymentState {
  readonly deployment: Deployment;
  /** undefined: there is none for the present template yet. */
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  /** Whether the new replica set was created in this very step. */
  readonly created: boolean;
  readonly nowMs: number;
}

function sum(
  replicaSets: readonly ReplicaSet[],
  read: (status: NonNullable<ReplicaSet['status']>) => number | undefined,
) {
  return replicaSets.reduce((total, it) => total + ((it.status && read(it.status)) ?? 0), 0);
}

/** The condition with its times: lastTransitionTime moves with the status, lastUpdateTime with the rest or when `touched`. */
function withTimes(next: Condition, before: Condition | undefined, now: string, touched: boolean): Condition {
  const same =
    before?.status === next.status && before.reason === next.reason && before.message === next.message;
  return {
    ...next,
    lastTransitionTime: (before?.status === next.status ? before.lastTransitionTime : undefined) ?? now,
    lastUpdateTime: (same && !touched ? before?.lastUpdateTime : undefined) ?? now,
  };
}

function isComplete({ deployment }: DeploymentState, status: DeploymentStatus): boolean {
  const { replicas } = deployment.spec;
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas
  );
}

function hasProgressed(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const old = (it: DeploymentStatus | undefined) => (it?.replicas ?? 0) - (it?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0) ||
    old(after) < old(before)
  );
}

function progressing(state: DeploymentState, counts: DeploymentStatus): Condition {
  const { deployment, current, created, nowMs } = state;
  const before = deployment.status?.conditions?.find((it) => it.type === 'Progressing');
  const now = formatTime(nowMs);
  const name = current?.metadata.name ?? deployment.metadata.name;
  const build = (status: Condition['status'], reason: string, message: string, touched = false) =>
    withTimes({ type: 'Progressing', status, reason, message }, before, now, touched);
  if (deployment.spec.paused === true) return build('Unknown', 'DeploymentPaused', 'Deployment is paused');
  if (isComplete(state, counts)) {
    return build('True', 'NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`);
  }
  if (created) return build('True', 'NewReplicaSetCreated', `Created new replica set "${name}"`);
  // A finished rollout that is only scaled keeps its verdict: kubectl rollout status looks at the counts.
  const isScaling = before?.reason === 'NewReplicaSetAvailable' && counts.replicas === counts.updatedReplicas;
  if (isScaling && before !== undefined) return before;
  const isProgress =
    before === undefined || before.reason === 'DeploymentPaused' || hasProgressed(deployment.status, counts);
  if (isProgress) return build('True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`, true);
  if (before !== undefined && nowMs >= deadline(state, before)) {
    return build('False', 'ProgressDeadlineExceeded', `ReplicaSet "${name}" has timed out progressing.`);
  }
  return before;
}

function deadline({ deployment }: DeploymentState, condition: Condition): number {
  const seconds = deployment.spec.progressDeadlineSeconds ?? 600;
  return Date.parse(condition.lastUpdateTime ?? '') + seconds * 1000;
}

function available({ deployment, nowMs }: DeploymentState, counts: DeploymentStatus): Condition {
  const before = deployment.status?.conditions?.find((it) => it.type === 'Available');
  const minimum = deployment.spec.replicas - rolloutBounds(deployment).maxUnavailable;
  const next: Condition =
    (counts.availableReplicas ?? 0) >= minimum
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        };
  return withTimes(next, before, formatTime(nowMs), false);
}

/** The status, and when the progress deadline has to be looked at again. */
export function deploymentStatus(state: DeploymentState): {
  readonly status: DeploymentStatus;
  readonly requeueAfterMs: number | undefined;
} {
  const { deployment, current, old, nowMs } = state;
  const all = current === undefined ? old : [...old, current];
  const availableReplicas = sum(all, (it) => it.availableReplicas);
  const counts: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation,
    replicas: sum(all, (it) => it.replicas),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(all, (it) => it.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, wantedPods(all) - availableReplicas),
  };
  const progress = progressing(state, counts);
  const waits =
    progress.status === 'True' && progress.reason !== 'NewReplicaSetAvailable'
      ? Math.max(0, deadline(state, progress) - nowMs)
      : undefined;
  const refused = all
    .flatMap((it) => it.status?.conditions ?? [])
    .filter((it) => it.type === 'ReplicaFailure');
  const conditions = [available(state, counts), progress, ...refused.slice(0, 1)];
  return { status: { ...counts, conditions }, requeueAfterMs: waits };
}
