import type { ContainerStatus, Pod } from '../objects/pod.ts';
import { formatAge } from './format-age.ts';
import type { Column } from './table-columns.ts';

function terminationText(
  terminated: NonNullable<NonNullable<ContainerStatus['state']>['terminated']>,
): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

/** What the init containers say while the pod is not past them. */
function initText(pod: Pod): string | undefined {
  const statuses = pod.status?.initContainerStatuses ?? [];
  const all = pod.spec.initContainers ?? [];
  for (const [index, status] of statuses.entries()) {
    const isSidecar = all.find((it) => it.name === status.name)?.restartPolicy === 'Always';
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0 || (isSidecar && status.started === true)) continue;
    if (terminated) return `Init:${terminationText(terminated)}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${index}/${all.length}`;
  }
  return undefined;
}

/** What STATUS shows: the most telling of the phase, the reasons of the containers and the deletion. */
export function podStatusText(pod: Pod): string {
  const { status, metadata } = pod;
  if (metadata.deletionTimestamp !== undefined)
    return status?.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const initializing = initText(pod);
  if (initializing !== undefined) return initializing;
  const statuses = status?.containerStatuses ?? [];
  const telling = statuses.flatMap(({ state, ready }) => {
    if (state?.waiting?.reason) return [state.waiting.reason];
    if (state?.terminated && !ready) return [terminationText(state.terminated)];
    return [];
  });
  const running = statuses.some((it) => it.ready && it.state?.running);
  const text =
    telling.find((it) => it !== 'Completed') ?? telling[0] ?? status?.reason ?? status?.phase ?? 'Unknown';
  if (text === 'Completed' && running) return 'Running';
  return text;
}

/**
 * What READY shows: how many containers are ready, of those that go on beside each other. Native sidecars count where the pod's node runs them, which shows
 * in their status; init containers that end never do.
 */
export function podReadyText(pod: Pod): string {
  const native = new Set(
    (pod.spec.initContainers ?? []).filter((it) => it.restartPolicy === 'Always').map((it) => it.name),
  );
  const sidecars = (pod.status?.initContainerStatuses ?? []).filter((it) => native.has(it.name));
  const ready = [...(pod.status?.containerStatuses ?? []), ...sidecars].filter((it) => it.ready);
  return `${ready.length}/${pod.spec.containers.length + sidecars.length}`;
}

function restartsText(pod: Pod, nowMs: number): string {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const count = statuses.reduce((sum, it) => sum + it.restartCount, 0);
  const last = statuses
    .map((it) => it.lastState?.terminated?.finishedAt)
    .filter((it) => it !== undefined)
    .sort()
    .at(-1);
  return count > 0 && last !== undefined ? `${count} (${formatAge(last, nowMs)} ago)` : String(count);
}

/** Columns of pods. */
export const POD_COLUMNS: readonly Column<Pod>[] = [
  { name: 'Name', cell: (pod) => pod.metadata.name },
  { name: 'Ready', cell: podReadyText },
  { name: 'Status', cell: podStatusText },
  { name: 'Restarts', cell: restartsText },
  { name: 'Age', cell: (pod, nowMs) => formatAge(pod.metadata.creationTimestamp, nowMs) },
  { name: 'IP', wide: true, cell: (pod) => pod.status?.podIP ?? '<none>' },
  { name: 'Node', wide: true, cell: (pod) => pod.spec.nodeName ?? '<none>' },
  { name: 'Nominated Node', wide: true, cell: () => '<none>' },
  { name: 'Readiness Gates', wide: true, cell: () => '<none>' },
];
