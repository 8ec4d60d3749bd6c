import { setTimeout as delay } from 'node:timers/promises';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import type { ControlPlaneClient, ProxyReport } from './control-plane-client.ts';
import type { RunningPod } from './run-pod.ts';

const INTERVAL_MS = 500;
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

/** While a sidecar is not ready, asks the control plane whether a taken port is the reason, and moves that pod to other ports. */
export async function watchBindFailures(
  controlPlane: Pick<ControlPlaneClient, 'proxies'>,
  pods: () => readonly RunningPod[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const unready = pods().filter(
      (pod) => pod.sidecar !== undefined && pod.view(ENVOY_CONTAINER)?.ready !== true,
    );
    if (unready.length > 0) {
      const reports = (await controlPlane.proxies()) ?? [];
      for (const pod of findBindFailures(reports, unready)) pod.portLost();
    }
    // Aborted: the loop looks at the signal itself.
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
