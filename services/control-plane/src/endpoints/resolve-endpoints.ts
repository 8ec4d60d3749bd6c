import type { MeshModel } from '@mesh-workshop/appmesh';
import type { Endpoint, EndpointQuery, ServiceEntry } from '@mesh-workshop/envoy';
import type { EndpointSliceObject, ServiceObject, ServicePort } from './kubernetes-objects.ts';
import { type ClusterNames, parseClusterHostname } from './parse-cluster-hostname.ts';
import type { Pod } from './read-pod.ts';
import { type InstanceLookup, resolveInstances } from './resolve-instances.ts';

/** The endpoints behind a host name; undefined for one that is left to DNS. */
type HostnameLookup = (
  query: Extract<EndpointQuery, { readonly hostname: string }>,
) => readonly Endpoint[] | undefined;

/** Where traffic to the Services and pods of a cluster goes. */
export interface ResolvedEndpoints {
  /** Answers for virtual nodes that are found by a host name. */
  readonly lookup: HostnameLookup;
  /** Answers for those that are found through Cloud Map; which pods are its instances, their virtual nodes say. */
  instancesIn(meshes: ReadonlyMap<string, MeshModel>): InstanceLookup;
  /** Every Service with its ports, for the service proxy. Sorted by namespace and name. */
  readonly services: readonly ServiceEntry[];
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

  const lookup: HostnameLookup = ({ hostname, port, namespace }) => {
    const name = parseClusterHostname(hostname, namespace, names);
    if (name === undefined) return undefined;
    if (name === 'no service') return [];
    const key = serviceKey(name.namespace, name.name);
    const service = byName.get(key);
    if (!service) return [];
    const slices = slicesOf.get(key) ?? [];
    const servicePort = findServicePort(service, port);
    return servicePort ? endpointsOfPort(slices, servicePort) : endpointsAt(slices, () => port);
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
  return { lookup, instancesIn, services: entries };
}

/** The Service port that leads to a virtual node's listener: the one with its number, else the one that targets its number. */
function findServicePort(service: ServiceObject, listenerPort: number): ServicePort | undefined {
  const ports = tcpPorts(service);
  return (
    ports.find(({ port }) => port === listenerPort) ??
    ports.find(({ targetPort }) => targetPort !== undefined && Number(targetPort) === listenerPort)
  );
}

function tcpPorts(service: ServiceObject): readonly ServicePort[] {
  return (service.spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
}

/** A slice names its ports as the Service does; the number is the slice's own, so that each slice may have another. */
function endpointsOfPort(
  slices: readonly EndpointSliceObject[],
  servicePort: ServicePort,
): readonly Endpoint[] {
  return endpointsAt(
    slices,
    (slice) => slice.ports?.find(({ name }) => (name ?? '') === (servicePort.name ?? ''))?.port ?? undefined,
  );
}

function endpointsAt(
  slices: readonly EndpointSliceObject[],
  portOf: (slice: EndpointSliceObject) => number | undefined,
): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const slice of slices) {
    const port = portOf(slice);
    if (port === undefined || slice.addressType === 'FQDN') continue;
    for (const { addresses = [], conditions } of slice.endpoints ?? []) {
      if (conditions?.ready === false) continue;
      for (const address of addresses) found.set(`${address} ${port}`, { address, port });
    }
  }
  return [...found.values()].sort((a, b) => compare(a.address, b.address) || a.port - b.port);
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
