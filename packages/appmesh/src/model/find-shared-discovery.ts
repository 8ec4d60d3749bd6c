import type { Problem } from '../problem.ts';
import { resourceId } from '../resource/resource-key.ts';
import type { CloudMapDiscoveryModel, MeshModel } from './mesh-model.ts';

/** An attribute that every instance has: its mesh. */
const MESH_ATTRIBUTE = 'appmesh.k8s.aws/mesh';

interface Found {
  readonly meshName: string;
  readonly virtualNode: string;
  readonly discovery: CloudMapDiscoveryModel;
}

/**
 * Virtual nodes whose callers also get instances of another mesh: both are one service of Cloud Map, and no attribute that callers ask for
 * tells them apart. Within a mesh that may be meant, as for two versions behind one node; between meshes it is a coincidence of names.
 */
export function findSharedDiscovery(meshes: ReadonlyMap<string, MeshModel>): readonly Problem[] {
  const byService = new Map<string, Found[]>();
  for (const { meshName, virtualNodes } of meshes.values())
    for (const { name, serviceDiscovery: discovery } of virtualNodes.values()) {
      if (discovery?.kind !== 'cloudMap') continue;
      const service = JSON.stringify([discovery.namespaceName, discovery.serviceName]);
      byService.set(service, [...(byService.get(service) ?? []), { meshName, virtualNode: name, discovery }]);
    }
  return [...byService.values()].flatMap((nodes) =>
    nodes.flatMap((node) => {
      const other = nodes.find((it) => it.meshName !== node.meshName && isFoundAs(it, node));
      return other === undefined ? [] : [sharedDiscovery(node, other)];
    }),
  );
}

/** Whether every instance of one node has all attributes that callers of another ask for. Labels of its pods are not known here. */
function isFoundAs(instance: Found, asked: Found): boolean {
  const { attributes } = instance.discovery;
  return Object.entries(asked.discovery.attributes).every(
    ([key, value]) => value === (key === MESH_ATTRIBUTE ? instance.meshName : attributes[key]),
  );
}

function sharedDiscovery({ meshName, virtualNode, discovery }: Found, other: Found): Problem {
  const path = 'spec.serviceDiscovery.awsCloudMap';
  const message = `${path} is service ${discovery.serviceName} of namespace ${discovery.namespaceName}, where virtual node ${other.virtualNode} of mesh ${other.meshName} has its instances too: callers get both. Give them services of their own, or attributes that tell them apart, such as ${MESH_ATTRIBUTE}.`;
  const resource = resourceId({ kind: 'virtualNode', meshName, name: virtualNode });
  return { severity: 'warning', code: 'shared-discovery', resource, path, message };
}
