import type { ProblemCode } from '../problem-codes.ts';
import type { Resource, VirtualServiceResource } from '../resource/resource.ts';

/** Why a gateway route's target cannot be reached. The message continues a sentence that starts with the path of its port. */
export interface UnreachableService {
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  readonly message: string;
}

/** The ports that callers of a virtual service dial: those of its provider. */
export function servicePorts(
  { meshName, spec: { provider } }: VirtualServiceResource,
  all: Iterable<Resource>,
): readonly number[] {
  for (const other of all) {
    if (other.meshName !== meshName) continue;
    const provides =
      (other.kind === 'virtualNode' && other.virtualNodeName === provider?.virtualNode?.virtualNodeName) ||
      (other.kind === 'virtualRouter' &&
        other.virtualRouterName === provider?.virtualRouter?.virtualRouterName);
    if (provides) return (other.spec.listeners ?? []).map(({ portMapping }) => portMapping.port);
  }
  return [];
}

/** The port of a virtual service that a gateway route means, or why there is none. Without a provider there is nothing to pick. */
export function pickServicePort(
  port: number | undefined,
  service: string,
  ports: readonly number[],
): { readonly port: number | undefined } | { readonly unreachable: UnreachableService } {
  if (ports.length === 0) return { port: undefined };
  const allowed = ports.join(', ');
  if (port === undefined && ports.length > 1) {
    const message = `is required, because ${service} has several listeners; allowed: ${allowed}`;
    return { unreachable: { severity: 'error', code: 'port-match-required', message } };
  }
  if (port !== undefined && !ports.includes(port)) {
    const message = `is ${port}, but ${service} has no listener on it; allowed: ${allowed}`;
    return { unreachable: { severity: 'error', code: 'unknown-port', message } };
  }
  return { port: port ?? ports[0] };
}
