import type {
  GatewayRouteResource,
  MeshResource,
  Resource,
  RouteResource,
  VirtualGatewayResource,
  VirtualNodeResource,
  VirtualRouterResource,
  VirtualServiceResource,
} from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import type { IpPreference } from '../resource-spec/ip-preference.ts';

/** The resources of one mesh by name, each map in order of name. */
export interface MeshIndex {
  readonly meshName: string;
  mesh?: MeshResource;
  readonly virtualNodes: Map<string, VirtualNodeResource>;
  readonly virtualRouters: Map<string, VirtualRouterResource>;
  readonly virtualServices: Map<string, VirtualServiceResource>;
  /** By name of the virtual router. */
  readonly routes: Map<string, RouteResource[]>;
  readonly virtualGateways: Map<string, VirtualGatewayResource>;
  /** By name of the virtual gateway. */
  readonly gatewayRoutes: Map<string, GatewayRouteResource[]>;
}

/** The mesh's IP preference, for everything that has none of its own. */
export function meshPreference({ mesh }: MeshIndex): IpPreference | undefined {
  return mesh?.spec.serviceDiscovery?.ipPreference;
}

/** Sorts resources into one index a mesh, in order of their ids, so that nothing later depends on the order they came in. */
export function indexMeshes(resources: Iterable<Resource>): readonly MeshIndex[] {
  const byId = new Map([...resources].map((resource) => [resourceId(resourceKey(resource)), resource]));
  const sorted = [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource);
  const meshes = new Map<string, MeshIndex>();
  for (const resource of sorted) {
    const { meshName } = resource;
    const index = meshes.get(meshName) ?? emptyIndex(meshName);
    meshes.set(meshName, index);
    addTo(index, resource);
  }
  return [...meshes.values()];
}

function emptyIndex(meshName: string): MeshIndex {
  return {
    meshName,
    virtualNodes: new Map(),
    virtualRouters: new Map(),
    virtualServices: new Map(),
    routes: new Map(),
    virtualGateways: new Map(),
    gatewayRoutes: new Map(),
  };
}

function addTo(index: MeshIndex, resource: Resource): void {
  switch (resource.kind) {
    case 'mesh':
      index.mesh = resource;
      break;
    case 'virtualNode':
      index.virtualNodes.set(resource.virtualNodeName, resource);
      break;
    case 'virtualRouter':
      index.virtualRouters.set(resource.virtualRouterName, resource);
      break;
    case 'virtualService':
      index.virtualServices.set(resource.virtualServiceName, resource);
      break;
    case 'virtualGateway':
      index.virtualGateways.set(resource.virtualGatewayName, resource);
      break;
    case 'gatewayRoute': {
      const routes = index.gatewayRoutes.get(resource.virtualGatewayName) ?? [];
      routes.push(resource);
      index.gatewayRoutes.set(resource.virtualGatewayName, routes);
      break;
    }
    case 'route': {
      const routes = index.routes.get(resource.virtualRouterName) ?? [];
      routes.push(resource);
      index.routes.set(resource.virtualRouterName, routes);
      break;
    }
  }
}
