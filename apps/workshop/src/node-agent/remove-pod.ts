import type { Pod } from '@mesh-workshop/kubernetes-api';
import type { ControlPlaneClient } from './control-plane-client.ts';
import { drainSidecar } from './drain-sidecar.ts';
import { leaveEndpoints } from './leave-endpoints.ts';
import { readPodPorts } from './pod-ports.ts';
import type { RunningPod } from './run-pod.ts';

const SIDECAR_STOP_GRACE_MS = 2000;

/**
 * Ends a pod without losing a request. Its EndpointSlice, if a Service has it, is gone when this is called, and it is no instance of Cloud Map any more; then, in this order: every proxy has acknowledged a configuration
 * without it; its Envoy drains; the app is told to end and finishes what it has; its Envoy ends last, because the app's own calls go through it. The whole takes at
 * most the pod's grace period, of which the first two steps may use half.
 */
export async function removePod(
  running: RunningPod,
  pod: Pod,
  controlPlane: Pick<ControlPlaneClient, 'endpointUsers'>,
  log: (message: string) => void,
): Promise<void> {
  const graceMs =
    (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  const deadline = performance.now() + graceMs;
  const halfTime = performance.now() + graceMs / 2;
  const remaining = (until: number) => Math.max(0, until - performance.now());

  running.stopProbes();
  const addresses = Object.values(readPodPorts(pod));
  const { left, users } = await leaveEndpoints(controlPlane, addresses, remaining(halfTime));
  if (!left) {
    log(
      `pod ${running.namespace}/${running.name} ends although ${users.join(', ')} may still send it requests`,
    );
  }
  const { sidecar } = running.ports;
  if (sidecar !== undefined) await drainSidecar(sidecar.admin, remaining(halfTime));
  await running.stopApps(remaining(deadline));
  await running.stopSidecar(SIDECAR_STOP_GRACE_MS);
}
