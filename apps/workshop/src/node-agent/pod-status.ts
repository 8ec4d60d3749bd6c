import type {
  Condition,
  ContainerState,
  ContainerStatus,
  Pod,
  PodStatus,
} from '@mesh-workshop/kubernetes-api';
import { LOOPBACK } from './pod-ports.ts';

/** What is known about one container; the node agent keeps it, `buildPodStatus` reports it. */
export interface ContainerView {
  readonly state: ContainerState;
  readonly lastState?: ContainerState;
  readonly restartCount: number;
  readonly ready: boolean;
  /** the startup probe has passed */
  readonly started: boolean;
  /** the process, for people: `process://<pid>` */
  readonly containerId?: string;
  /** the container will not be started again */
  readonly finished: boolean;
}

/** A container that has not been started yet. */
export const NOT_STARTED: ContainerView = {
  state: { waiting: { reason: 'ContainerCreating' } },
  restartCount: 0,
  ready: false,
  started: false,
  finished: false,
};

/** RFC 3339 in whole seconds, as the API shows times. */
export function formatTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * The status of a pod from what is known about its containers. Jobs look at the phase: it is that of the containers that are no sidecars, and final when
 * they have finished and no sidecar runs any more. Times of conditions are kept as long as the condition stays.
 */
export function buildPodStatus(
  pod: Pod,
  views: ReadonlyMap<string, ContainerView>,
  sidecars: ReadonlySet<string>,
  nowMs: number,
): PodStatus {
  const containerStatuses = pod.spec.containers.map((container): ContainerStatus => {
    const view = views.get(container.name) ?? NOT_STARTED;
    return {
      name: container.name,
      image: container.image,
      imageID: '',
      ...(view.containerId === undefined ? {} : { containerID: view.containerId }),
      ready: view.ready,
      started: view.started,
      restartCount: view.restartCount,
      state: view.state,
      ...(view.lastState === undefined ? {} : { lastState: view.lastState }),
    };
  });
  const viewsOf = (areSidecars: boolean) =>
    pod.spec.containers
      .filter((container) => sidecars.has(container.name) === areSidecars)
      .map((container) => views.get(container.name) ?? NOT_STARTED);
  const phase = decidePhase(viewsOf(false), viewsOf(true));
  const finished = phase === 'Succeeded' || phase === 'Failed';
  const unready = finished ? [] : containerStatuses.filter((it) => !it.ready).map((it) => it.name);
  const readiness: Pick<Condition, 'status' | 'reason' | 'message'> = finished
    ? { status: 'False', reason: 'PodCompleted' }
    : unready.length > 0
      ? {
          status: 'False',
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${unready.join(' ')}]`,
        }
      : { status: 'True' };
  const conditions: readonly Condition[] = [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Initialized', status: 'True' },
    { type: 'ContainersReady', ...readiness },
    { type: 'Ready', ...readiness },
  ];
  return {
    phase,
    conditions: conditions.map((it) => keepTransitionTime(it, pod.status?.conditions, nowMs)),
    hostIP: LOOPBACK,
    podIP: LOOPBACK,
    podIPs: [{ ip: LOOPBACK }],
    startTime: pod.status?.startTime ?? formatTimestamp(nowMs),
    qosClass: pod.status?.qosClass ?? 'BestEffort',
    containerStatuses,
  };
}

function decidePhase(
  apps: readonly ContainerView[],
  sidecars: readonly ContainerView[],
): NonNullable<PodStatus['phase']> {
  if (apps.every((view) => view.finished) && sidecars.every((view) => view.state.running === undefined)) {
    return apps.every((view) => view.state.terminated?.exitCode === 0) ? 'Succeeded' : 'Failed';
  }
  const everStarted = (view: ContainerView) => view.state.waiting === undefined || view.restartCount > 0;
  return apps.every(everStarted) ? 'Running' : 'Pending';
}

function keepTransitionTime(
  condition: Condition,
  before: readonly Condition[] | undefined,
  nowMs: number,
): Condition {
  const same = before?.find((it) => it.type === condition.type && it.status === condition.status);
  return { ...condition, lastTransitionTime: same?.lastTransitionTime ?? formatTimestamp(nowMs) };
}
