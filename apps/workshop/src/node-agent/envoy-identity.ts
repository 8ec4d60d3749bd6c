import { parseProxyIdentity } from '@mesh-workshop/appmesh';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import type { Pod } from '@mesh-workshop/kubernetes-api';
import type { EnvoyRole } from './pod-ports.ts';

/** Set on a pod when it is admitted: what its Envoy calls itself. Without it, a container named `envoy` is not ours. */
export const ENVOY_ANNOTATION = 'mesh-workshop.dev/envoy';

/** Who the Envoy of a pod is. */
export interface EnvoyIdentity {
  /** `mesh/demomesh/virtualNode/product-vn` */
  readonly nodeId: string;
  /** Name of the virtual node or gateway. */
  readonly name: string;
  readonly role: EnvoyRole;
}

/** Who the Envoy is that belongs to a pod; undefined when it has none. */
export function readEnvoyIdentity(pod: Pick<Pod, 'metadata' | 'spec'>): EnvoyIdentity | undefined {
  const nodeId = pod.metadata.annotations?.[ENVOY_ANNOTATION] ?? '';
  const identity = parseProxyIdentity(nodeId);
  if (identity === undefined || !pod.spec.containers.some((it) => it.name === ENVOY_CONTAINER))
    return undefined;
  const { kind, name } = identity;
  return { nodeId, name, role: kind === 'virtualGateway' ? 'gateway' : 'sidecar' };
}
