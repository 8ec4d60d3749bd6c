import {
  decideInjection,
  ENVOY_CONTAINER,
  injectionTargets,
  type KubernetesDocument,
  type KubernetesNamespace,
  readInjectionPod,
  resolveKubernetesResources,
} from '@mesh-workshop/appmesh-kubernetes';
import { ApiError, type Pod } from '@mesh-workshop/kubernetes-api';
import { ENVOY_ANNOTATION, readTrustedHops } from './envoy-identity.ts';
import { ENVOY_ADMIN_PORT } from './pod-ports.ts';

/** What decides over a pod's Envoy, besides the pod. */
export interface AdmissionContext {
  readonly namespaces: readonly KubernetesNamespace[];
  /** The App Mesh objects. */
  readonly documents: readonly KubernetesDocument[];
  /** Names the image of a sidecar; nothing is pulled. */
  readonly envoyVersion: string;
}

/**
 * The pod as it is stored: with an Envoy beside its containers when it belongs to a virtual node; with its own container named `envoy` known as ours when it
 * belongs to a virtual gateway. Throws an ApiError when labels and annotations do not say clearly what it belongs to, as a pod that should be in the mesh
 * must not start outside of it.
 */
export function admitPod(pod: Pod, { namespaces, documents, envoyVersion }: AdmissionContext): Pod {
  const name = pod.metadata.namespace ?? 'default';
  const namespace = namespaces.find((it) => it.name === name) ?? { name, labels: {} };
  const { virtualNodes, virtualGateways, meshes } = injectionTargets(
    resolveKubernetesResources(documents, namespaces).value,
  );
  const decision = decideInjection(
    readInjectionPod(pod, name),
    namespace,
    virtualNodes,
    virtualGateways,
    meshes,
  );
  if (decision.value === undefined) {
    throw refused(decision.problems.map((it) => it.message).join(' '));
  }
  const { value } = decision;
  if (value.kind === 'none') return pod;
  const annotated = {
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: { ...pod.metadata.annotations, [ENVOY_ANNOTATION]: value.nodeId },
    },
  };
  if (value.kind === 'virtualGateway') {
    const hops = readTrustedHops(pod);
    if (typeof hops === 'string') throw refused(hops);
    return annotated;
  }
  const sidecar = {
    name: ENVOY_CONTAINER,
    image: `envoy:${envoyVersion}`,
    ports: [{ name: 'stats', containerPort: ENVOY_ADMIN_PORT }],
  };
  return { ...annotated, spec: { ...pod.spec, containers: [...pod.spec.containers, sidecar] } };
}

function refused(reasons: string): ApiError {
  return new ApiError(400, 'BadRequest', `the sidecar injector refuses the pod: ${reasons}`);
}
