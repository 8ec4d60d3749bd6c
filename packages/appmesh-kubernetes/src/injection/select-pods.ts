import type { PodSelection } from '@mesh-workshop/appmesh';
import type { KubernetesObject } from '../document/kubernetes-object.ts';
import { selectorOf } from '../resolve/select-mesh.ts';

/** Reads which pods an object selects. A wrong selector selects none. */
export function selectPods(object: KubernetesObject): PodSelection {
  const podSelector = selectorOf(object, 'podSelector');
  const isOld = object.reference.apiVersion.endsWith('/v1beta1') && podSelector === undefined;
  return {
    namespace: object.namespace,
    ...(podSelector === undefined ? {} : { podSelector }),
    ...(isOld ? { deployment: object.name } : {}),
  };
}
