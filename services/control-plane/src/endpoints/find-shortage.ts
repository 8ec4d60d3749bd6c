import type { MeshModel, ServiceDiscoveryModel } from '@mesh-workshop/appmesh';
import type { ServiceObject } from './kubernetes-objects.ts';
import type { Pod } from './read-pod.ts';
import type { ClusterHost, ResolvedEndpoints } from './resolve-endpoints.ts';
import { listenerEndpoints, type ServiceBackends, tcpPorts } from './service-endpoints.ts';

/** Why a listener of a virtual node is reached nowhere, or not at all that should take its requests. Sentences go on with `reason`. */
export interface Shortage {
  /**
   * - `nobody`: nobody is ready
   * - `no-port`: somebody is, but nothing says at which port
   * - `some-without-port`: the same, of some of them
   */
  readonly kind: 'nobody' | 'no-port' | 'some-without-port';
  readonly reason: string;
}

/** How many pods are named. */
const NAMED = 3;

/** Looks for it. Undefined: all is well, or nothing is known, as of names that DNS knows. Pure. */
export function findShortage(
  discovery: ServiceDiscoveryModel,
  port: number,
  endpoints: ResolvedEndpoints,
  meshes: ReadonlyMap<string, MeshModel>,
): Shortage | undefined {
  if (!endpoints.hasKubernetes) return undefined;
  if (discovery.kind === 'cloudMap') {
    const service = `service ${discovery.serviceName} of Cloud Map's namespace ${discovery.namespaceName}`;
    const found = endpoints.instancesIn(meshes)(discovery, port);
    if (found.endpoints.length === 0 && found.withoutPort.length === 0)
      return { kind: 'nobody', reason: `no ready pod is in ${service}` };
    return missingPorts(found, `the ready pods in ${service} have no port ${port}`);
  }
  // A name of one word means another Service in each namespace, and who calls is not known here: one that leads there is enough.
  const namespaces = endpoints.services.filter(({ name }) => name === discovery.hostname);
  const asking = namespaces.length === 0 ? ['default'] : namespaces.map(({ namespace }) => namespace);
  const shortages = asking.map((namespace) => {
    const host = endpoints.clusterHost(discovery.hostname, namespace);
    return host === undefined ? undefined : findBehind(host, discovery.hostname, port, endpoints.pods);
  });
  return shortages.includes(undefined) ? undefined : shortages[0];
}

function findBehind(
  host: ClusterHost,
  hostname: string,
  port: number,
  pods: readonly Pod[],
): Shortage | undefined {
  if (host === 'no service')
    return { kind: 'nobody', reason: `${hostname} is in the cluster's domain, but no Service has this name` };
  const { namespace, name } = host.backends?.service.metadata ?? host.name;
  const service = `Service ${namespace}/${name}`;
  if (host.backends === undefined) return { kind: 'nobody', reason: `there is no ${service}` };
  if (host.backends.service.spec?.type === 'ExternalName')
    return {
      kind: 'nobody',
      reason: `${service} is of type ExternalName, which has no endpoints; name its external name as the hostname`,
    };
  const found = listenerEndpoints(host.backends, port);
  if (found.endpoints.length > 0 || found.withoutPort.length > 0)
    return missingPorts(
      found,
      `${service} has no port that leads to ${port} (it has ${portsOf(host.backends)})`,
    );
  // Where every pod has ports of its own, one that has none of the Service's ports is in no slice.
  const ready = pods.filter((pod) => pod.serves && isSelected(host.backends?.service, namespace, pod));
  if (ready.length === 0) return { kind: 'nobody', reason: `${service} has no ready pod` };
  const reason = `none of its ports is a container port of the ready pods of ${service} (it has ${portsOf(host.backends)}): ${some(ready.map(({ name }) => name))}`;
  return { kind: 'no-port', reason };
}

function missingPorts(
  { endpoints, withoutPort }: ReturnType<typeof listenerEndpoints>,
  reason: string,
): Shortage | undefined {
  if (withoutPort.length === 0) return undefined;
  const kind = endpoints.length === 0 ? 'no-port' : 'some-without-port';
  return { kind, reason: `${reason}: ${some(withoutPort)}` };
}

function some(names: readonly string[]): string {
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}

function portsOf({ service }: ServiceBackends): string {
  const ports = tcpPorts(service).map(({ port, targetPort = port }) => `${port} to ${targetPort}`);
  return ports.length === 0 ? 'none' : ports.join(', ');
}

function isSelected(service: ServiceObject | undefined, namespace: string | undefined, pod: Pod): boolean {
  const selector = Object.entries(service?.spec?.selector ?? {});
  return (
    selector.length > 0 &&
    pod.namespace === namespace &&
    selector.every(([label, value]) => pod.labels[label] === value)
  );
}
