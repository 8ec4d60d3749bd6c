import type { PodSelection } from '@mesh-workshop/appmesh';
import type { LabelSelector } from '@mesh-workshop/label-selector';
import type { ObjectKind } from '../kinds/object-kinds.ts';
import type { PlacedObject } from '../resolve/place-objects.ts';
import type { KubernetesResolution } from '../resolve/resolve-kubernetes-resources.ts';
import { selectorOf } from '../resolve/select-mesh.ts';
import { selectPods } from './select-pods.ts';

/** A virtual node or virtual gateway that pods may belong to. */
export interface InjectionTarget extends PodSelection {
  readonly objectName: string;
  /** Its name in App Mesh. */
  readonly name: string;
  /** Absent when the object belongs to no mesh. */
  readonly meshName?: string;
}

/** A mesh, for pods that name a virtual node but no mesh. */
export interface InjectionMesh {
  readonly meshName: string;
  /** Absent for a mesh that was made through the API. */
  readonly namespaceSelector?: LabelSelector;
}

/** Everything that a pod may belong to. */
export interface InjectionTargets {
  readonly virtualNodes: readonly InjectionTarget[];
  readonly virtualGateways: readonly InjectionTarget[];
  readonly meshes: readonly InjectionMesh[];
}

/**
 * What pods may belong to, of all objects: the broken ones too, since their pods get a sidecar that waits until they are mended.
 * `apiMeshes` are the names of meshes that were made through the API.
 */
export function injectionTargets(
  { objects }: KubernetesResolution,
  apiMeshes: readonly string[] = [],
): InjectionTargets {
  const ofKind = (kind: ObjectKind) => objects.filter(({ object }) => object.kind === kind);
  const meshes = ofKind('Mesh').map(({ object, awsName }): InjectionMesh => {
    const namespaceSelector = selectorOf(object, 'namespaceSelector');
    return { meshName: awsName, ...(namespaceSelector === undefined ? {} : { namespaceSelector }) };
  });
  return {
    virtualNodes: ofKind('VirtualNode').map(targetOf),
    virtualGateways: ofKind('VirtualGateway').map(targetOf),
    meshes: [...meshes, ...apiMeshes.map((meshName) => ({ meshName }))],
  };
}

function targetOf({ object, awsName, meshName }: PlacedObject): InjectionTarget {
  return {
    ...selectPods(object),
    objectName: object.name,
    name: awsName,
    ...(meshName === undefined ? {} : { meshName }),
  };
}
