import { setTimeout as delay } from 'node:timers/promises';
import type { ControlPlaneClient, EndpointUsers, ProxyName } from './control-plane-client.ts';
import type { PortAddress } from './pod-ports.ts';

const POLL_MS = 50;

/** An Envoy that runs on this machine; without `pod`, the service proxy. */
export type RunningEnvoy = Omit<ProxyName, 'proxyId'>;

/**
 * Resolves when none of the Envoys that run may send requests to these addresses any more: the EndpointSlice is gone and each has acknowledged a configuration
 * without them. An Envoy of which the control plane says nothing is waited for: a control plane that was started again does not know who there is, nor what they
 * have, before they have come back to it. At the limit it resolves all the same: a pod must be removable.
 */
export async function leaveEndpoints(
  controlPlane: Pick<ControlPlaneClient, 'endpointUsers'>,
  addresses: readonly PortAddress[],
  runningEnvoys: () => readonly RunningEnvoy[],
  limitMs: number,
): Promise<{ readonly left: boolean; readonly users: readonly string[] }> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    // Before the question: who comes later never had the addresses.
    const running = runningEnvoys();
    const answers = await Promise.all(addresses.map((address) => controlPlane.endpointUsers(address)));
    const users = [...new Set(answers.flatMap((it) => possibleUsers(it, running)))];
    if (users.length === 0) return { left: true, users };
    if (performance.now() >= deadline) return { left: false, users };
    await delay(POLL_MS);
  }
}

function possibleUsers(
  answer: EndpointUsers | undefined,
  running: readonly RunningEnvoy[],
): readonly string[] {
  if (answer === undefined) return ['(the control plane does not answer)'];
  const isNamed = (envoy: RunningEnvoy, names: readonly ProxyName[]) =>
    names.some((it) => it.pod === envoy.pod && it.namespace === envoy.namespace);
  const silent = running.filter((it) => !isNamed(it, answer.letGo) && !isNamed(it, answer.proxies));
  return [
    ...answer.proxies.map(nameEnvoy),
    ...silent.map((it) => `${nameEnvoy(it)} (the control plane has not heard from it yet)`),
  ];
}

function nameEnvoy({ namespace, pod }: RunningEnvoy): string {
  return pod === undefined ? 'the service proxy' : `the Envoy of pod ${namespace}/${pod}`;
}
