import { setTimeout as delay } from 'node:timers/promises';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import type { ControlPlaneClient, ProxyReport } from './control-plane-client.ts';
import type { RunningPod } from './run-pod.ts';

const INTERVAL_MS = 500;
/** People need it less often. */
const LOOKS_PER_REASON = 4;
const BIND_FAILURE = /address already in use|cannot bind/i;

/** The pods whose sidecar refused its listeners because somebody else has one of its ports. */
export function findBindFailures(
  reports: readonly ProxyReport[],
  pods: readonly RunningPod[],
): readonly RunningPod[] {
  return pods.filter((pod) =>
    reports.some(
      (it) =>
        it.state === 'rejected' &&
        it.pod === pod.name &&
        it.namespace === pod.namespace &&
        BIND_FAILURE.test(it.reason ?? ''),
    ),
  );
}

/** Why a pod's Envoy has no configuration or refused it, as the control plane tells it; undefined when it tells nothing. */
export function findReason(
  reports: readonly ProxyReport[],
  pod: Pick<RunningPod, 'name' | 'namespace'>,
): string | undefined {
  return reports.find((it) => it.pod === pod.name && it.namespace === pod.namespace && it.state !== 'synced')
    ?.reason;
}

/** While a sidecar is not ready, asks the control plane why: a pod whose port was taken moves to other ports, of any other reason people are told. */
export async function watchUnreadySidecars(
  controlPlane: Pick<ControlPlaneClient, 'proxies'>,
  pods: () => readonly RunningPod[],
  /** Again and again, for as long as it holds. */
  onReason: (pod: RunningPod, reason: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let look = 0; !signal.aborted; look += 1) {
    const unready = pods().filter(
      (pod) => pod.sidecar !== undefined && pod.view(ENVOY_CONTAINER)?.ready !== true,
    );
    if (unready.length > 0) {
      const reports = (await controlPlane.proxies()) ?? [];
      for (const pod of findBindFailures(reports, unready)) pod.portLost();
      for (const pod of look % LOOKS_PER_REASON === 0 ? unready : []) {
        const reason = findReason(reports, pod);
        if (reason !== undefined) onReason(pod, reason);
      }
    }
    // Aborted: the loop looks at the signal itself.
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
