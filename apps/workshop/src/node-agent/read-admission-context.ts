import { type KubernetesApi, NAMESPACES } from '@mesh-workshop/kubernetes-api';
import { APP_MESH_KINDS } from '../supervisor/app-mesh-kinds.ts';
import type { AdmissionContext } from './admit-pod.ts';

/** What decides over sidecars, as the Kubernetes API has it at this moment. */
export function readAdmissionContext(store: KubernetesApi['store'], envoyVersion: string): AdmissionContext {
  return {
    namespaces: store
      .list(NAMESPACES)
      .map(({ metadata }) => ({ name: metadata.name, labels: metadata.labels ?? {} })),
    documents: APP_MESH_KINDS.flatMap((kind) => store.list(kind)).map((content) => ({ content })),
    envoyVersion,
  };
}
