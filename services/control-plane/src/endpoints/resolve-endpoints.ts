import type { MeshModel } from '@mesh-workshop/appmesh';
import type { Endpoint, EndpointQuery, ServiceEntry } from '@mesh-workshop/envoy';
import type { EndpointSliceObject, ServiceObject } from './kubernetes-objects.ts';
import { type ClusterNames, parseClusterHostname, type ServiceName } from './parse-cluster-hostname.ts';
import type { Pod } from './read-pod.ts';
import { type InstanceLookup, resolveInstances } from './resolve-instances.ts';
import {
  endpointsOfPort,
  listenerEndpoints,
  podPorts,
  type ServiceBackends,
  tcpPorts,
} from './service-endpoints.ts';

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

  /** A Service that is another name for one of the cluster has what is behind that; two that are each other's name have nothing. */
  function backendsOf(key: string, passed: ReadonlySet<string> = new Set()): ServiceBackends | undefined {
    const service = byName.get(key);
    if (service === undefined) return undefined;
    const target = aliasedService(service, names);
    const targetKey = target && serviceKey(target.namespace, target.name);
    if (targetKey !== undefined && !passed.has(targetKey))
      return backendsOf(targetKey, new Set([...passed, key]));
    return { service, slices: slicesOf.get(key) ?? [], podNamed };
  }

  function clusterHost(hostname: string, namespace: string): ClusterHost | undefined {
    const name = parseClusterHostname(hostname, namespace, names);
    if (name === undefined || name === 'no service') return name;
    const backends = backendsOf(serviceKey(name.namespace, name.name));
    return { name, ...(backends === undefined ? {} : { backends }) };
  }

  const lookup: HostnameLookup = ({ hostname, port, namespace }) => {
    const host = clusterHost(hostname, namespace);
    if (host === undefined) return undefined;
    return host === 'no service' || !host.backends ? [] : listenerEndpoints(host.backends, port).endpoints;
  };

  const entries = [...byName]
    .sort(([a], [b]) => compare(a, b))
    .map(([key, service]) => serviceEntry(service, backendsOf(key)));

  // All proxies of one publication ask for the same meshes.
  const instances = new WeakMap<ReadonlyMap<string, MeshModel>, InstanceLookup>();
  function instancesIn(meshes: ReadonlyMap<string, MeshModel>): InstanceLookup {
    const resolved = instances.get(meshes) ?? resolveInstances(pods, meshes);
    instances.set(meshes, resolved);
    return resolved;
  }
  return { lookup, clusterHost, instancesIn, services: entries, pods, hasKubernetes: names.shortNames };
}

/** The Service that one of type ExternalName is another name for; undefined where that is a host outside of the cluster. */
function aliasedService({ spec }: ServiceObject, names: ClusterNames): ServiceName | undefined {
  if (spec?.type !== 'ExternalName') return undefined;
  // To DNS, where such a name is looked up, only whole names are names of the cluster.
  const target = parseClusterHostname(spec.externalName ?? '', '', { ...names, shortNames: false });
  return target === 'no service' ? undefined : target;
}

function serviceEntry(service: ServiceObject, backends: ServiceBackends | undefined): ServiceEntry {
  const { metadata, spec } = service;
  const entry = {
    name: metadata?.name ?? '',
    namespace: metadata?.namespace ?? '',
    type: spec?.type === 'LoadBalancer' ? 'LoadBalancer' : 'ClusterIP',
  } as const;
  if (backends === undefined) return { ...entry, ports: [] };
  if (backends.service.spec?.type === 'ExternalName') {
    const { externalName = '' } = backends.service.spec;
    const ports = tcpPorts(backends.service).map(({ port }) => port);
    // Any port can be dialled at a host outside; without one that is named, HTTP's own is likely.
    const dialled = ports.length === 0 ? [80] : ports;
    return {
      ...entry,
      ...(externalName === '' ? {} : { externalName }),
      ports: dialled.map((port) => ({ port, endpoints: [] })),
    };
  }
  return { ...entry, ports: servicePorts(backends) };
}

/** At a headless Service callers dial the pods' own ports too. */
function servicePorts(backends: ServiceBackends): ServiceEntry['ports'] {
  const { service, slices } = backends;
  const ports = tcpPorts(service).map((servicePort) => ({
    port: servicePort.port,
    ...(servicePort.nodePort === undefined ? {} : { nodePort: servicePort.nodePort }),
    endpoints:
      service.spec?.clusterIP === 'None'
        ? listenerEndpoints(backends, servicePort.port).endpoints
        : endpointsOfPort(slices, servicePort),
  }));
  const more = podPorts(backends).filter((number) => !ports.some(({ port }) => port === number));
  return [
    ...ports,
    ...more.map((port) => ({ port, endpoints: listenerEndpoints(backends, port).endpoints })),
  ];
}

function serviceKey(namespace = '', name = ''): string {
  return `${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
