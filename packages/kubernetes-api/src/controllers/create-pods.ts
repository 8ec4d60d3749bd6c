import type { KubernetesObject, NewObject } from '../objects/kubernetes-object.ts';
import type { Pod, PodTemplate } from '../objects/pod.ts';
import { ApiError, isApiError } from '../store/api-error.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { controllerReference } from './ownership.ts';
import { recordEvent } from './record-event.ts';

/** How long to wait before pods that were refused are tried again. */
export const RETRY_REFUSED_MS = 1000;

/** A new pod of a workload, not yet in the store. */
function podFromTemplate(owner: KubernetesObject, template: PodTemplate): NewObject<Pod> {
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

/** Creates pods of a workload and tells of each. A refusal is told too and ends it: the message, or undefined when all are there. */
export function createPods(
  store: MemoryObjectStore,
  owner: KubernetesObject,
  work: { readonly template: PodTemplate; readonly count: number; readonly component: string },
): string | undefined {
  const { component } = work;
  for (let created = 0; created < work.count; created += 1) {
    try {
      const pod = store.create(podFromTemplate(owner, work.template));
      const message = `Created pod: ${pod.metadata.name}`;
      recordEvent(store, owner, { type: 'Normal', reason: 'SuccessfulCreate', message, component });
    } catch (error) {
      // In a namespace that is being deleted there is nobody left to tell.
      if (!(error instanceof ApiError) || isApiError(error, 'Forbidden')) throw error;
      const message = `Error creating: ${error.message}`;
      recordEvent(store, owner, { type: 'Warning', reason: 'FailedCreate', message, component });
      return error.message;
    }
  }
  return undefined;
}
