import type { MeshModel } from '@mesh-workshop/appmesh';
import type { Endpoint, EndpointQuery, ServiceEntry } from '@mesh-workshop/envoy';
import type { EndpointSliceObject, ServiceObject } from './kubernetes-objects.ts';
import { type ClusterNames, parseClusterHostname, type ServiceName } from './parse-cluster-hostname.ts';
import type { Pod } from './read-pod.ts';
import { type InstanceLookup, resolveInstances } from './resolve-instances.ts';
import { endpointsOfPort, listenerEndpoints, type ServiceBackends, tcpPorts } from './service-endpoints.ts';

/** The endpoints behind a host name; undefined for one that is left to DNS. */
type HostnameLookup = (
  query: Extract<EndpointQuery, { readonly hostname: string }>,
) => readonly Endpoint[] | undefined;

/** What a host name of the cluster means. */
export type ClusterHost = 'no service' | { readonly name: ServiceName; readonly backends?: ServiceBackends };

/** Where traffic to the Services and pods of a cluster goes. */
export interface ResolvedEndpoints {
  /** Answers for virtual nodes that are found by a host name. */
  readonly lookup: HostnameLookup;
  /** What a host name means where `namespace` asks; undefined for one that is left to DNS. */
  clusterHost(hostname: string, namespace: string): ClusterHost | undefined;
  /** Answers for those that are found through Cloud Map; which pods are its instances, their virtual nodes say. */
  instancesIn(meshes: ReadonlyMap<string, MeshModel>): InstanceLookup;
  /** Every Service with its ports, for the service proxy. Sorted by namespace and name. */
  readonly services: readonly ServiceEntry[];
  readonly pods: readonly Pod[];
  /** False where no Kubernetes API is watched: then nothing is known of who is ready. */
  readonly hasKubernetes: boolean;
}

/** The Services, EndpointSlices and pods of a cluster, as endpoints. Pure; depends on no order of the objects. */
export function resolveEndpoints(
  services: Iterable<ServiceObject>,
  endpointSlices: Iterable<EndpointSliceObject>,
  names: ClusterNames,
  pods: readonly Pod[] = [],
): ResolvedEndpoints {
  const slicesOf = new Map<string, EndpointSliceObject[]>();
  for (const slice of endpointSlices) {
    const key = serviceKey(slice.metadata?.namespace, slice.metadata?.labels?.['kubernetes.io/service-name']);
    slicesOf.set(key, [...(slicesOf.get(key) ?? []), slice]);
  }
  const byName = new Map<string, ServiceObject>();
  for (const service of services)
    byName.set(serviceKey(service.metadata?.namespace, service.metadata?.name), service);

  const podsByName = new Map(pods.map((pod) => [serviceKey(pod.namespace, pod.name), pod]));
  const podNamed = (namespace: string, name: string) => podsByName.get(serviceKey(namespace, name));

  function clusterHost(hostname: string, namespace: string): ClusterHost | undefined {
    const name = parseClusterHostname(hostname, namespace, names);
    if (name === undefined || name === 'no service') return name;
    const key = serviceKey(name.namespace, name.name);
    const service = byName.get(key);
    return service ? { name, backends: { service, slices: slicesOf.get(key) ?? [], podNamed } } : { name };
  }

  const lookup: HostnameLookup = ({ hostname, port, namespace }) => {
    const host = clusterHost(hostname, namespace);
    if (host === undefined) return undefined;
    return host === 'no service' || !host.backends ? [] : listenerEndpoints(host.backends, port).endpoints;
  };

  const entries = [...byName]
    .sort(([a], [b]) => compare(a, b))
    .map(([key, service]) => serviceEntry(service, slicesOf.get(key) ?? []));

  // All proxies of one publication ask for the same meshes.
  const instances = new WeakMap<ReadonlyMap<string, MeshModel>, InstanceLookup>();
  function instancesIn(meshes: ReadonlyMap<string, MeshModel>): InstanceLookup {
    const resolved = instances.get(meshes) ?? resolveInstances(pods, meshes);
    instances.set(meshes, resolved);
    return resolved;
  }
  return { lookup, clusterHost, instancesIn, services: entries, pods, hasKubernetes: names.shortNames };
}

function serviceEntry(service: ServiceObject, slices: readonly EndpointSliceObject[]): ServiceEntry {
  return {
    name: service.metadata?.name ?? '',
    namespace: service.metadata?.namespace ?? '',
    type: service.spec?.type === 'LoadBalancer' ? 'LoadBalancer' : 'ClusterIP',
    ports: tcpPorts(service).map((servicePort) => ({
      port: servicePort.port,
      ...(servicePort.nodePort === undefined ? {} : { nodePort: servicePort.nodePort }),
      endpoints: endpointsOfPort(slices, servicePort),
    })),
  };
}

function serviceKey(namespace = '', name = ''): string {
  return `${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
