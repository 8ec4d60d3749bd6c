import type {
  MeshResource,
  Resource,
  RouteResource,
  VirtualNodeResource,
  VirtualRouterResource,
  VirtualServiceResource,
} from '../resource/resource.ts';
import { resourceId } from '../resource/resource-id.ts';
import { resourceKey } from '../resource/resource-key.ts';

/** The resources of one mesh by name, each map in order of name. */
export interface MeshIndex {
  readonly meshName: string;
  mesh?: MeshResource;
  readonly virtualNodes: Map<string, VirtualNodeResource>;
  readonly virtualRouters: Map<string, VirtualRouterResource>;
  readonly virtualServices: Map<string, VirtualServiceResource>;
  /** By name of the virtual router. */
  readonly routes: Map<string, RouteResource[]>;
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
    case 'route': {
      const routes = index.routes.get(resource.virtualRouterName) ?? [];
      routes.push(resource);
      index.routes.set(resource.virtualRouterName, routes);
      break;
    }
  }
}
