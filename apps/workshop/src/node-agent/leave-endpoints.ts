import { setTimeout as delay } from 'node:timers/promises';
import type { ControlPlaneClient } from './control-plane-client.ts';
import type { PortAddress } from './pod-ports.ts';

const POLL_MS = 50;

/**
 * Resolves when no proxy may send requests to these addresses any more: the EndpointSlice is gone and every proxy has acknowledged a configuration
 * without them. At the limit, or when the control plane does not answer for that long, it resolves all the same: a pod must be removable.
 */
export async function leaveEndpoints(
  controlPlane: Pick<ControlPlaneClient, 'endpointUsers'>,
  addresses: readonly PortAddress[],
  limitMs: number,
): Promise<{ readonly left: boolean; readonly users: readonly string[] }> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answers = await Promise.all(addresses.map((address) => controlPlane.endpointUsers(address)));
    const users = [...new Set(answers.flatMap((it) => it ?? ['(the control plane does not answer)']))];
    if (users.length === 0) return { left: true, users };
    if (performance.now() >= deadline) return { left: false, users };
    await delay(POLL_MS);
  }
}
