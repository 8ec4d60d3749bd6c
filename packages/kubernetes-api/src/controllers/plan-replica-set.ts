import { fulfilsRequirements, labelRequirements } from '@mesh-workshop/label-selector';
import type { Condition } from '../objects/kubernetes-object.ts';
import { isPodFinished, isPodReady, type Pod } from '../objects/pod.ts';
import type { ReplicaSet } from '../objects/workloads.ts';
import { formatTime } from '../store/object-metadata.ts';
import { controllerOf, isControlledBy } from './ownership.ts';

/** What a replica set needs done to its pods. */
export interface ReplicaSetPlan {
  readonly createCount: number;
  readonly deletePods: readonly Pod[];
  /** Matching pods without a controller. */
  readonly adoptPods: readonly Pod[];
  /** Own pods whose labels no longer match. */
  readonly releasePods: readonly Pod[];
}

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

function readySince(pod: Pod): string {
  return pod.status?.conditions?.find((it) => it.type === 'Ready')?.lastTransitionTime ?? '';
}

function restarts(pod: Pod): number {
  return (pod.status?.containerStatuses ?? []).reduce((sum, it) => sum + it.restartCount, 0);
}

/** Negative when `a` goes first: pods that do not run yet, are not ready, cost less, are young, restarted often. */
function compareForDeletion(a: Pod, b: Pod): number {
  const cost = (pod: Pod) => Number(pod.metadata.annotations?.[DELETION_COST] ?? 0) || 0;
  const rank = (pod: Pod) => (pod.status?.phase === 'Running' ? 1 : 0);
  return (
    rank(a) - rank(b) ||
    Number(isPodReady(a)) - Number(isPodReady(b)) ||
    cost(a) - cost(b) ||
    readySince(b).localeCompare(readySince(a)) ||
    restarts(b) - restarts(a) ||
    b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp) ||
    Number(b.metadata.resourceVersion) - Number(a.metadata.resourceVersion)
  );
}

function selects(replicaSet: ReplicaSet, pod: Pod): boolean {
  return fulfilsRequirements(labelRequirements(replicaSet.spec.selector), pod.metadata.labels);
}

/** Whether the pod counts: neither finished nor on its way out. */
function isActive(pod: Pod): boolean {
  return !isPodFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** The pods a replica set counts as its own. */
export function activePodsOf(replicaSet: ReplicaSet, pods: readonly Pod[]): readonly Pod[] {
  return pods.filter((pod) => isControlledBy(pod, replicaSet) && isActive(pod) && selects(replicaSet, pod));
}

/** Decides which pods to create and delete. `pods` are those of the namespace. */
export function planReplicaSet(replicaSet: ReplicaSet, pods: readonly Pod[]): ReplicaSetPlan {
  if (replicaSet.metadata.deletionTimestamp !== undefined) {
    return { createCount: 0, deletePods: [], adoptPods: [], releasePods: [] };
  }
  const adoptPods = pods.filter(
    (pod) => controllerOf(pod) === undefined && isActive(pod) && selects(replicaSet, pod),
  );
  const releasePods = pods.filter((pod) => isControlledBy(pod, replicaSet) && !selects(replicaSet, pod));
  const active = [...activePodsOf(replicaSet, pods), ...adoptPods];
  const surplus = active.length - replicaSet.spec.replicas;
  return {
    createCount: Math.max(0, -surplus),
    deletePods: surplus > 0 ? [...active].sort(compareForDeletion).slice(0, surplus) : [],
    adoptPods,
    releasePods,
  };
}

/** The condition of a set whose pods are refused, e.g. because of what its template says. */
function failureCondition(
  replicaSet: ReplicaSet,
  refusal: string | undefined,
  nowMs: number,
): readonly Condition[] {
  if (refusal === undefined) return [];
  const before = replicaSet.status?.conditions?.find((it) => it.type === 'ReplicaFailure');
  const lastTransitionTime = before?.lastTransitionTime ?? formatTime(nowMs);
  return [
    { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refusal, lastTransitionTime },
  ];
}

/** The status that the active pods give, and when it changes by time alone (minReadySeconds). `refusal`: why pods could not be created. */
export function replicaSetStatus(
  state: {
    readonly replicaSet: ReplicaSet;
    readonly active: readonly Pod[];
    readonly refusal: string | undefined;
  },
  nowMs: number,
): { readonly status: NonNullable<ReplicaSet['status']>; readonly requeueAfterMs: number | undefined } {
  const { replicaSet, active, refusal } = state;
  const minReadyMs = (replicaSet.spec.minReadySeconds ?? 0) * 1000;
  const ready = active.filter(isPodReady);
  const waits = ready.map((pod) => (minReadyMs === 0 ? 0 : Date.parse(readySince(pod)) + minReadyMs - nowMs));
  const pending = waits.filter((it) => it > 0);
  const templateLabels = Object.entries(replicaSet.spec.template.metadata?.labels ?? {});
  const fullyLabeled = active.filter((pod) =>
    templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value),
  );
  const conditions = failureCondition(replicaSet, refusal, nowMs);
  return {
    status: {
      replicas: active.length,
      fullyLabeledReplicas: fullyLabeled.length,
      readyReplicas: ready.length,
      availableReplicas: waits.filter((it) => it <= 0).length,
      observedGeneration: replicaSet.metadata.generation,
      ...(conditions.length === 0 ? {} : { conditions }),
    },
    requeueAfterMs: pending.length === 0 ? undefined : Math.min(...pending),
  };
}
