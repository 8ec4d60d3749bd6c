import { buildBootstrap } from '@mesh-workshop/envoy';
import type { EnvoyIdentity } from './envoy-identity.ts';
import { LOOPBACK, type PodPorts } from './pod-ports.ts';

/** Arguments every Envoy of the local target gets: many share one machine, and each lives and dies with its pod. */
export function envoyArguments(configFile: string): readonly string[] {
  return [
    '-c',
    configFile,
    '--disable-hot-restart',
    '--concurrency',
    '1',
    '-l',
    'warning',
    // While draining, every answer says "Connection: close" at once, and the listeners stay open until the process is ended.
    '--drain-strategy',
    'immediate',
    '--drain-time-s',
    '600',
  ];
}

/** The bootstrap file of a pod's Envoy: who it is, and where it binds. */
export function buildSidecarBootstrap(options: {
  readonly identity: EnvoyIdentity;
  readonly pod: string;
  readonly namespace: string;
  readonly ports: PodPorts & { readonly sidecar: NonNullable<PodPorts['sidecar']> };
  readonly xdsPort: number;
}): string {
  const { identity, ports } = options;
  const ingress = Object.fromEntries(
    Object.entries(ports.sidecar.ingress).map(([containerPort, port]) => [
      containerPort,
      // Behind a gateway there is no app, and nobody looks at its port.
      { port, appPort: ports.app[containerPort] ?? port },
    ]),
  );
  const bootstrap = buildBootstrap({
    nodeId: identity.nodeId,
    nodeCluster: identity.name,
    metadata: {
      'mesh-workshop': {
        pod: options.pod,
        namespace: options.namespace,
        interception: 'forward-proxy',
        bind: { address: LOOPBACK, egressPort: ports.sidecar.egress, ingress },
        ...(identity.trustedHops === undefined ? {} : { trustedHops: identity.trustedHops }),
      },
    },
    xds: { host: LOOPBACK, port: options.xdsPort },
    admin: { address: LOOPBACK, port: ports.sidecar.admin },
  });
  return JSON.stringify(bootstrap, null, 2);
}
