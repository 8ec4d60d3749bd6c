import type { KubernetesObject, NewObject } from '../objects/kubernetes-object.ts';
import type { Pod, PodTemplate } from '../objects/pod.ts';
import { controllerReference } from './ownership.ts';

/** A new pod of a workload, not yet in the store. */
export function podFromTemplate(owner: KubernetesObject, template: PodTemplate): NewObject<Pod> {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { namespace } = owner.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}
