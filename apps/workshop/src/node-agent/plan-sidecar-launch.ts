import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkSidecarReady } from './envoy-admin.ts';
import type { EnvoyIdentity } from './envoy-identity.ts';
import type { NodeContext } from './node-context.ts';
import type { PodPorts } from './pod-ports.ts';
import type { ContainerLaunch } from './run-container.ts';
import { buildSidecarBootstrap, envoyArguments } from './sidecar-bootstrap.ts';

/** A drained Envoy has nothing left to do. */
export const SIDECAR_STOP_GRACE_MS = 1000;

/** Writes the sidecar's bootstrap into the pod's directory and says how to start it. */
export function planSidecarLaunch(
  context: Pick<NodeContext, 'envoy' | 'xdsPort'>,
  pod: { readonly name: string; readonly namespace: string; readonly directory: string },
  identity: EnvoyIdentity,
  ports: PodPorts & { readonly sidecar: NonNullable<PodPorts['sidecar']> },
): ContainerLaunch {
  const configFile = path.join(pod.directory, 'envoy.json');
  writeFileSync(
    configFile,
    buildSidecarBootstrap({
      identity,
      pod: pod.name,
      namespace: pod.namespace,
      ports,
      xdsPort: context.xdsPort,
    }),
  );
  return {
    command: context.envoy.path,
    args: envoyArguments(configFile),
    env: { PATH: '/usr/bin:/bin' },
    readinessProbe: {
      rhythm: { periodSeconds: 2, failureThreshold: 2 },
      probe: () => checkSidecarReady(ports.sidecar.admin),
    },
    stopGraceMs: SIDECAR_STOP_GRACE_MS,
  };
}
