import type { KubernetesObject } from '../kubernetes/kubernetes-object.ts';
import { type LabelSelector, selects } from '../kubernetes/label-selector.ts';
import { selectorOf } from '../kubernetes/select-mesh.ts';
import type { InjectionPod } from './injection-pod.ts';

/** Which pods an object says are those of its virtual node or gateway; never one of another namespace. */
export interface PodSelection {
  /** Of the Kubernetes object. */
  readonly namespace: string;
  /** Without one it selects no pod. */
  readonly podSelector?: LabelSelector;
  /** Deployment whose pods belong to it without a selector: that of the same name, for a node of v1beta1. */
  readonly deployment?: string;
}

/** Reads which pods an object selects. A wrong selector selects none. */
export function podSelectionOf(object: KubernetesObject): PodSelection {
  const podSelector = selectorOf(object, 'podSelector');
  const isOld = object.reference.apiVersion.endsWith('/v1beta1') && podSelector === undefined;
  return {
    namespace: object.namespace,
    ...(podSelector === undefined ? {} : { podSelector }),
    ...(isOld ? { deployment: object.name } : {}),
  };
}

/** Whether a pod is one of them. */
export function isSelected(
  pod: Pick<InjectionPod, 'namespace' | 'labels' | 'deployment'>,
  { namespace, podSelector, deployment }: PodSelection,
): boolean {
  if (namespace !== pod.namespace) return false;
  return selects(podSelector, pod.labels) || (deployment !== undefined && deployment === pod.deployment);
}
