import { isIPv4, isIPv6 } from 'node:net';
import { isSelected, type MeshModel, type VirtualNodeModel } from '@mesh-workshop/appmesh';
import { MESH_ANNOTATION, VIRTUAL_NODE_ANNOTATION } from '@mesh-workshop/appmesh-kubernetes';
import type { CloudMapQuery, Endpoint } from '@mesh-workshop/envoy';
import type { Pod } from './read-pod.ts';
import { inOrder, isShared, type ListenerEndpoints } from './service-endpoints.ts';

/** The instances of a Cloud Map service that have all attributes asked for, at a listener of the virtual node that is asked for. */
export type InstanceLookup = (query: CloudMapQuery, port: number) => ListenerEndpoints;

/** A pod as Cloud Map would have it. */
interface Instance {
  readonly pod: Pod;
  readonly attributes: Readonly<Record<string, string>>;
  /** Ports of its virtual node's listeners. */
  readonly listenerPorts: readonly number[];
}

/**
 * What Cloud Map would hold, had somebody registered the pods of all virtual nodes that are found through it. A service has the
 * instances of every node that names it; attributes tell them apart. Pure; depends on no order.
 */
export function resolveInstances(
  pods: readonly Pod[],
  meshes: ReadonlyMap<string, MeshModel>,
): InstanceLookup {
  const instancesOf = new Map<string, Instance[]>();
  for (const { meshName, virtualNodes } of meshes.values())
    for (const node of virtualNodes.values()) {
      if (node.serviceDiscovery?.kind !== 'cloudMap') continue;
      const key = serviceKey(node.serviceDiscovery);
      const instances = pods
        .filter((pod) => pod.serves && belongsTo(pod, meshName, node, meshes))
        .map((pod) => ({
          pod,
          attributes: attributesOf(pod, meshName, node),
          listenerPorts: node.listeners.map(({ port }) => port),
        }));
      instancesOf.set(key, [...(instancesOf.get(key) ?? []), ...instances]);
    }

  return (query, port) => {
    const wanted = Object.entries(query.attributes);
    const endpoints: Endpoint[] = [];
    const withoutPort = new Set<string>();
    for (const instance of instancesOf.get(serviceKey(query)) ?? []) {
      if (!wanted.every(([key, value]) => instance.attributes[key] === value)) continue;
      const found = endpointsOf(instance, port);
      if (found.length === 0) withoutPort.add(instance.pod.name);
      endpoints.push(...found);
    }
    return { endpoints: inOrder(endpoints), withoutPort: [...withoutPort].sort() };
  };
}

/** Annotations win over selectors, as they decide whose sidecar a pod has. Without a mesh they mean the only node of that name. */
function belongsTo(
  pod: Pod,
  meshName: string,
  node: VirtualNodeModel,
  meshes: ReadonlyMap<string, MeshModel>,
): boolean {
  if (pod.boundTo === undefined) return node.pods !== undefined && isSelected(pod, node.pods);
  const { virtualNodeName, meshName: named } = pod.boundTo;
  if (virtualNodeName !== node.name) return false;
  if (named !== undefined) return named === meshName;
  return [...meshes.values()].filter(({ virtualNodes }) => virtualNodes.has(virtualNodeName)).length === 1;
}

/** Those that App Mesh's controller for Kubernetes gave to an instance. Where it runs is not known here: no REGION, no zone. */
function attributesOf(
  pod: Pod,
  meshName: string,
  { name, serviceDiscovery, listeners }: VirtualNodeModel,
): Readonly<Record<string, string>> {
  const ipv4 = pod.addresses.find((address) => isIPv4(address));
  const ipv6 = pod.addresses.find((address) => isIPv6(address));
  const port = listeners[0]?.port;
  return {
    ...pod.labels,
    ...(serviceDiscovery?.kind === 'cloudMap' ? serviceDiscovery.attributes : {}),
    ...(ipv4 === undefined ? {} : { AWS_INSTANCE_IPV4: ipv4 }),
    ...(ipv6 === undefined ? {} : { AWS_INSTANCE_IPV6: ipv6 }),
    ...(port === undefined ? {} : { AWS_INSTANCE_PORT: `${port}` }),
    AWS_INIT_HEALTH_STATUS: 'HEALTHY',
    'k8s.io/pod': pod.name,
    'k8s.io/namespace': pod.namespace,
    [MESH_ANNOTATION]: meshName,
    [VIRTUAL_NODE_ANNOTATION]: name,
  };
}

/** An instance is registered for the listeners of its own virtual node; one of another node in the service may have others. */
function endpointsOf(
  { pod: { ports, addresses }, listenerPorts }: Instance,
  port: number,
): readonly Endpoint[] {
  if (!listenerPorts.includes(port)) return [];
  if (ports === undefined)
    return addresses.filter((address) => !isShared(address)).map((address) => ({ address, port }));
  const endpoint = ports[port];
  return endpoint === undefined ? [] : [{ address: endpoint.address, port: endpoint.port }];
}

function serviceKey({ namespaceName, serviceName }: Pick<CloudMapQuery, 'namespaceName' | 'serviceName'>) {
  return JSON.stringify([namespaceName, serviceName]);
}
