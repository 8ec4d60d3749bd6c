import { parseProxyIdentity } from '@mesh-workshop/appmesh';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import { MAX_TRUSTED_HOPS } from '@mesh-workshop/envoy';
import type { Pod } from '@mesh-workshop/kubernetes-api';
import type { EnvoyRole } from './pod-ports.ts';

/** Set on a pod when it is admitted: what its Envoy calls itself. Without it, a container named `envoy` is not ours. */
export const ENVOY_ANNOTATION = 'mesh-workshop.dev/envoy';

/** On the pod of a gateway: how many proxies stand before it and are believed about scheme, caller and request id. */
const TRUSTED_HOPS_ANNOTATION = 'mesh-workshop.dev/trusted-hops';

/** Who the Envoy of a pod is. */
export interface EnvoyIdentity {
  /** `mesh/demomesh/virtualNode/product-vn` */
  readonly nodeId: string;
  /** Name of the virtual node or gateway. */
  readonly name: string;
  readonly role: EnvoyRole;
  /** How many proxies before a gateway it believes; absent: as the control plane has it by default. */
  readonly trustedHops?: number;
}

/** Who the Envoy is that belongs to a pod; undefined when it has none. */
export function readEnvoyIdentity(pod: Pick<Pod, 'metadata' | 'spec'>): EnvoyIdentity | undefined {
  const nodeId = pod.metadata.annotations?.[ENVOY_ANNOTATION] ?? '';
  const identity = parseProxyIdentity(nodeId);
  if (identity === undefined || !pod.spec.containers.some((it) => it.name === ENVOY_CONTAINER))
    return undefined;
  const { kind, name } = identity;
  if (kind !== 'virtualGateway') return { nodeId, name, role: 'sidecar' };
  const trustedHops = readTrustedHops(pod);
  return {
    nodeId,
    name,
    role: 'gateway',
    ...(typeof trustedHops === 'number' ? { trustedHops } : {}),
  };
}

/** What the annotation of a gateway's pod says; a sentence where that is no number; undefined without one. */
export function readTrustedHops({ metadata }: Pick<Pod, 'metadata'>): number | string | undefined {
  const given = metadata.annotations?.[TRUSTED_HOPS_ANNOTATION];
  if (given === undefined) return undefined;
  if (/^[0-9]{1,3}$/.test(given) && Number(given) <= MAX_TRUSTED_HOPS) return Number(given);
  return `metadata.annotations.${TRUSTED_HOPS_ANNOTATION} is ${JSON.stringify(given)}; it must be a whole number from 0 to ${MAX_TRUSTED_HOPS}.`;
}
