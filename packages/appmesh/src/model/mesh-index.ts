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
  readonly mesh: MeshResource | undefined;
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
  const names = [...new Set(sorted.map(({ meshName }) => meshName))];
  return names.map((meshName) => {
    const members = sorted.filter((resource) => resource.meshName === meshName);
    return indexMesh(meshName, members);
  });
}

function indexMesh(meshName: string, members: readonly Resource[]): MeshIndex {
  const index = {
    meshName,
    mesh: members.find((member): member is MeshResource => member.kind === 'mesh'),
    virtualNodes: new Map<string, VirtualNodeResource>(),
    virtualRouters: new Map<string, VirtualRouterResource>(),
    virtualServices: new Map<string, VirtualServiceResource>(),
    routes: new Map<string, RouteResource[]>(),
  };
  for (const member of members) {
    switch (member.kind) {
      case 'mesh':
        break;
      case 'virtualNode':
        index.virtualNodes.set(member.virtualNodeName, member);
        break;
      case 'virtualRouter':
        index.virtualRouters.set(member.virtualRouterName, member);
        break;
      case 'virtualService':
        index.virtualServices.set(member.virtualServiceName, member);
        break;
      case 'route':
        index.routes.set(member.virtualRouterName, [
          ...(index.routes.get(member.virtualRouterName) ?? []),
          member,
        ]);
        break;
    }
  }
  return index;
}
