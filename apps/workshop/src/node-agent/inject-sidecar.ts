import type { Pod } from '@mesh-workshop/kubernetes-api';
import { decideInjection, SIDECAR_ANNOTATION, SIDECAR_CONTAINER } from './decide-injection.ts';

/** The pod as it is stored: with an Envoy beside its containers when it belongs to a mesh. The image only names what runs, nothing is pulled. */
export function injectSidecar(pod: Pod, envoyVersion: string): Pod {
  if (!decideInjection(pod).inject) return pod;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: { ...pod.metadata.annotations, [SIDECAR_ANNOTATION]: SIDECAR_CONTAINER },
    },
    spec: {
      ...pod.spec,
      containers: [...pod.spec.containers, { name: SIDECAR_CONTAINER, image: `envoy:${envoyVersion}` }],
    },
  };
}
