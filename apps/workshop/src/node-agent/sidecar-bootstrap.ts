import { buildBootstrap } from '@mesh-workshop/envoy';
import type { SidecarIdentity } from './decide-injection.ts';
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

/** The bootstrap file of a pod's sidecar: who it is, and where it binds. */
export function buildSidecarBootstrap(options: {
  readonly identity: SidecarIdentity;
  readonly pod: string;
  readonly namespace: string;
  readonly ports: PodPorts & { readonly sidecar: NonNullable<PodPorts['sidecar']> };
  readonly xdsPort: number;
}): string {
  const { identity, ports } = options;
  const ingress = Object.fromEntries(
    Object.entries(ports.sidecar.ingress).map(([containerPort, port]) => [
      containerPort,
      { port, appPort: ports.app[containerPort] ?? 0 },
    ]),
  );
  const bootstrap = buildBootstrap({
    nodeId: `mesh/${identity.mesh}/virtualNode/${identity.virtualNode}`,
    nodeCluster: identity.virtualNode,
    metadata: {
      'mesh-workshop': {
        pod: options.pod,
        namespace: options.namespace,
        interception: 'forward-proxy',
        bind: { address: LOOPBACK, egressPort: ports.sidecar.egress, ingress },
      },
    },
    xds: { host: LOOPBACK, port: options.xdsPort },
    admin: { address: LOOPBACK, port: ports.sidecar.admin },
  });
  return JSON.stringify(bootstrap, null, 2);
}
