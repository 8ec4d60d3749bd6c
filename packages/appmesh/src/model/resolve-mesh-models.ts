import type { Problem, Result } from '../problem.ts';
import type { Resource } from '../resource/resource.ts';
import { type ResourceKey, resourceId, resourceKey } from '../resource/resource-key.ts';
import { findSharedDiscovery } from './find-shared-discovery.ts';
import { indexMeshes, type MeshIndex, meshPreference } from './mesh-index.ts';
import type { MeshModel, VirtualGatewayModel, VirtualNodeModel, VirtualServiceModel } from './mesh-model.ts';
import { type PlacedRoute, resolveRoutes } from './resolve-routes.ts';
import { resolveVirtualGateway } from './resolve-virtual-gateway.ts';
import { resolveVirtualNode } from './resolve-virtual-node.ts';
import { resolveVirtualService } from './resolve-virtual-service.ts';

/**
 * Resolves every name in `resources`. Deterministic: neither value nor problems depend on the order of the resources. What
 * cannot be resolved is a problem and disables only what depends on it.
 */
export function resolveMeshModels(resources: Iterable<Resource>): Result<ReadonlyMap<string, MeshModel>> {
  const models = new Map<string, MeshModel>();
  const problems: Problem[] = [];
  for (const index of indexMeshes(resources)) {
    problems.push(...orphans(index));
    if (index.mesh === undefined) continue;
    const resolved = resolveMesh(index);
    problems.push(...resolved.problems);
    models.set(index.meshName, resolved.value);
  }
  problems.push(...findSharedDiscovery(models));
  return { value: models, problems };
}

function resolveMesh(index: MeshIndex): Result<MeshModel> {
  const problems: Problem[] = [];
  const keep = <T>(resolved: Result<T>): T => {
    problems.push(...resolved.problems);
    return resolved.value;
  };
  const routes = new Map<string, readonly PlacedRoute[]>();
  for (const [name, router] of index.virtualRouters) routes.set(name, keep(resolveRoutes(index, router)));
  const services = new Map<string, VirtualServiceModel>();
  for (const [name, service] of index.virtualServices) {
    services.set(name, keep(resolveVirtualService(index, service, routes)));
  }
  const virtualNodes = new Map<string, VirtualNodeModel>();
  for (const [name, node] of index.virtualNodes)
    virtualNodes.set(name, keep(resolveVirtualNode(node, services, meshPreference(index))));
  const virtualGateways = new Map<string, VirtualGatewayModel>();
  for (const [name, gateway] of index.virtualGateways) {
    virtualGateways.set(name, keep(resolveVirtualGateway(index, gateway, services)));
  }
  const egressFilter = index.mesh?.spec.egressFilter?.type ?? 'DROP_ALL';
  return { value: { meshName: index.meshName, egressFilter, virtualNodes, virtualGateways }, problems };
}

/** Members of a mesh, and routes of a router or gateway, that is not there. */
function orphans(index: MeshIndex): readonly Problem[] {
  const { mesh, meshName } = index;
  if (mesh === undefined) {
    const nodes = [...index.virtualNodes.values()];
    const routers = [...index.virtualRouters.values()];
    const services = [...index.virtualServices.values()];
    const gateways = [...index.virtualGateways.values(), ...[...index.gatewayRoutes.values()].flat()];
    const members = [...gateways, ...nodes, ...routers, ...[...index.routes.values()].flat(), ...services];
    return members.map((member) => orphan(resourceKey(member), 'meshName', meshName));
  }
  const gatewayRoutes = [...index.gatewayRoutes]
    .filter(([gateway]) => !index.virtualGateways.has(gateway))
    .flatMap(([gateway, routes]) =>
      routes.map((route) => orphan(resourceKey(route), 'virtualGatewayName', gateway)),
    );
  const routes = [...index.routes]
    .filter(([router]) => !index.virtualRouters.has(router))
    .flatMap(([router, routes]) =>
      routes.map((route) => orphan(resourceKey(route), 'virtualRouterName', router)),
    );
  return [...gatewayRoutes, ...routes];
}

function orphan(
  key: ResourceKey,
  path: 'meshName' | 'virtualRouterName' | 'virtualGatewayName',
  parent: string,
): Problem {
  const message = `${path} is ${parent}, which does not exist. Create it, or delete what belongs to it.`;
  return { severity: 'error', code: 'missing-parent', resource: resourceId(key), path, message };
}
