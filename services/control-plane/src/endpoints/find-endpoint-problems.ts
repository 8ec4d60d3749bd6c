import {
  type MeshModel,
  type Problem,
  type Resource,
  resourceId,
  resourceKey,
  routeOf,
  type ServiceDiscoveryModel,
} from '@mesh-workshop/appmesh';
import { findShortage, type Shortage } from './find-shortage.ts';
import type { ResolvedEndpoints } from './resolve-endpoints.ts';

/** A listener of a virtual node that something leads to. */
interface CalledListener {
  readonly meshName: string;
  readonly virtualNode: string;
  readonly discovery: ServiceDiscoveryModel;
  readonly port: number;
  /** What leads there: the resource, and the member that names the node. */
  readonly from: { readonly resource: string; readonly path: string };
}

/**
 * Virtual nodes that are called and have nobody to answer, or of which nothing says at which port they answer. Nodes that nothing leads
 * to have no problem: nobody misses them. Pure.
 */
export function findEndpointProblems(
  resources: Iterable<Resource>,
  meshes: ReadonlyMap<string, MeshModel>,
  endpoints: ResolvedEndpoints,
): readonly Problem[] {
  const all = [...resources];
  const shortages = new Map<string, Shortage | undefined>();
  const found = all
    .flatMap((resource) => calledBy(resource, meshes))
    .flatMap((called) => {
      const { meshName, virtualNode, discovery, port, from } = called;
      const key = JSON.stringify([meshName, virtualNode, port]);
      const isNew = !shortages.has(key);
      if (isNew) shortages.set(key, findShortage(discovery, port, endpoints, meshes));
      const shortage = shortages.get(key);
      if (shortage === undefined) return [];
      return [
        ...(isNew && shortage.kind !== 'nobody' ? [withoutPort(called, shortage, all)] : []),
        ...(shortage.kind === 'some-without-port' ? [] : [nobodyThere(virtualNode, from, shortage)]),
      ];
    });
  return found.sort((a, b) => compare(`${a.resource} ${a.path}`, `${b.resource} ${b.path}`));
}

function calledBy(resource: Resource, meshes: ReadonlyMap<string, MeshModel>): readonly CalledListener[] {
  const { meshName } = resource;
  const from = (path: string) => ({ resource: resourceId(resourceKey(resource)), path });
  const listeners = (virtualNode: string, named: number | undefined, path: string) => {
    const node = meshes.get(meshName)?.virtualNodes.get(virtualNode);
    const { serviceDiscovery: discovery } = node ?? {};
    if (node === undefined || discovery === undefined) return [];
    return node.listeners
      .filter(({ port }) => named === undefined || named === port)
      .map(({ port }): CalledListener => ({ meshName, virtualNode, discovery, port, from: from(path) }));
  };
  if (resource.kind === 'route') {
    const typed = routeOf(resource.spec);
    const path = `spec.${typed?.member}.action.weightedTargets`;
    return (typed?.route.action.weightedTargets ?? []).flatMap(({ virtualNode, weight, port }, index) =>
      weight === 0 ? [] : listeners(virtualNode, port, `${path}[${index}].virtualNode`),
    );
  }
  const provider = resource.kind === 'virtualService' ? resource.spec.provider?.virtualNode : undefined;
  return provider === undefined
    ? []
    : listeners(provider.virtualNodeName, undefined, 'spec.provider.virtualNode.virtualNodeName');
}

function withoutPort(
  { meshName, virtualNode, port }: CalledListener,
  { kind, reason }: Shortage,
  resources: readonly Resource[],
): Problem {
  const resource = resourceId({ kind: 'virtualNode', meshName, name: virtualNode });
  const node = resources.find((it) => resourceId(resourceKey(it)) === resource);
  const listeners = node?.kind === 'virtualNode' ? (node.spec.listeners ?? []) : [];
  const index = listeners.findIndex(({ portMapping }) => portMapping.port === port);
  const path = `spec.listeners[${index}].portMapping.port`;
  const severity = kind === 'no-port' ? 'error' : 'warning';
  const message = `${path} is ${port}, but ${reason}. They get no requests, as a port is never guessed; give the Service a port ${port} or one that targets it, or name ${port} as a container port.`;
  return { severity, code: 'unknown-service-port', resource, path, message };
}

function nobodyThere(
  virtualNode: string,
  { resource, path }: CalledListener['from'],
  { reason }: Shortage,
): Problem {
  const message = `${path} is ${virtualNode}, where nobody takes requests: ${reason}. Until somebody does, they are answered with 503.`;
  return { severity: 'warning', code: 'no-endpoints', resource, path, message };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
