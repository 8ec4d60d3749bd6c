import type { Pod } from '@mesh-workshop/kubernetes-api';

/** Name of the mesh the pod belongs to. */
const MESH_ANNOTATION = 'appmesh.k8s.aws/mesh';
/** Name of the virtual node the pod is an instance of. */
const VIRTUAL_NODE_ANNOTATION = 'appmesh.k8s.aws/virtualNode';
/** `disabled` keeps the sidecar out, whatever else is said. */
const WEBHOOK_ANNOTATION = 'appmesh.k8s.aws/sidecarInjectorWebhook';
/** Set on a pod by the injection, so that a container somebody else named `envoy` is not taken for ours. */
export const SIDECAR_ANNOTATION = 'mesh-workshop.dev/sidecar';
/** Name of the container that a sidecar is. */
export const SIDECAR_CONTAINER = 'envoy';

/** Who the sidecar of a pod is. */
export interface SidecarIdentity {
  readonly mesh: string;
  readonly virtualNode: string;
}

/** Whether a pod gets a sidecar, and if not, what speaks against it. */
export type InjectionDecision =
  | { readonly inject: true; readonly identity: SidecarIdentity }
  | { readonly inject: false; readonly reason: string };

/**
 * Decides from the pod alone, as the annotations bind it to a virtual node that was made through the API. They win over the namespace's label and
 * the virtual nodes' selectors.
 */
export function decideInjection(pod: Pick<Pod, 'metadata' | 'spec'>): InjectionDecision {
  const annotations = pod.metadata.annotations ?? {};
  if (annotations[WEBHOOK_ANNOTATION] === 'disabled') {
    return { inject: false, reason: `annotation ${WEBHOOK_ANNOTATION} is disabled` };
  }
  if (pod.spec.containers.some((it) => it.name === SIDECAR_CONTAINER)) {
    return { inject: false, reason: `the pod already has a container named ${SIDECAR_CONTAINER}` };
  }
  const mesh = annotations[MESH_ANNOTATION];
  const virtualNode = annotations[VIRTUAL_NODE_ANNOTATION];
  if (mesh === undefined || mesh === '' || virtualNode === undefined || virtualNode === '') {
    return {
      inject: false,
      reason: `the annotations ${MESH_ANNOTATION} and ${VIRTUAL_NODE_ANNOTATION} are not both there`,
    };
  }
  return { inject: true, identity: { mesh, virtualNode } };
}

/** Who the sidecar is that was injected into a pod; undefined when none was. */
export function readSidecarIdentity(pod: Pick<Pod, 'metadata' | 'spec'>): SidecarIdentity | undefined {
  const annotations = pod.metadata.annotations ?? {};
  if (annotations[SIDECAR_ANNOTATION] !== SIDECAR_CONTAINER) return undefined;
  return {
    mesh: annotations[MESH_ANNOTATION] ?? '',
    virtualNode: annotations[VIRTUAL_NODE_ANNOTATION] ?? '',
  };
}
