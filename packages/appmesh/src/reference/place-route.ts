import type { ProblemCode } from '../problem-codes.ts';
import type { PortMapping } from '../spec/port-mapping.ts';
import { httpRouteOf, type RouteSpec } from '../spec/route-spec.ts';
import type { VirtualRouterSpec } from '../spec/virtual-router-spec.ts';

/** Why a route cannot be served by its router. `path` is in the route. */
export interface Misplacement {
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  readonly path: string;
  readonly message: string;
}

/** The listener of the router that a route belongs to, or why there is none. */
export function placeRoute(
  spec: RouteSpec,
  router: VirtualRouterSpec,
): { readonly listener: PortMapping } | { readonly misplacement: Misplacement } {
  const typed = httpRouteOf(spec);
  if (typed === undefined) {
    return misplaced('unsupported', 'spec', 'Only http and http2 routes are supported yet.');
  }
  const { member, protocol, route } = typed;
  const path = `spec.${member}`;
  const listeners = (router.listeners ?? []).map(({ portMapping }) => portMapping);
  const [first] = listeners;
  if (first === undefined) {
    const message = 'The virtual router has no listener, so no request can reach this route; give it one.';
    return misplaced('no-listener', path, message, 'warning');
  }
  const { port } = route.match;
  if (port === undefined && listeners.length > 1) {
    const message = 'Route must define a port match criteria if the Virtual Router has multiple listeners';
    return misplaced('port-match-required', `${path}.match.port`, message);
  }
  const listener = port === undefined ? first : listeners.find((candidate) => candidate.port === port);
  if (listener === undefined) {
    const ports = listeners.map((candidate) => candidate.port).join(', ');
    const message = `${path}.match.port is ${port}, but the virtual router has no listener on it; allowed: ${ports}.`;
    return misplaced('unknown-port', `${path}.match.port`, message);
  }
  if (listener.protocol !== protocol) {
    const message = `${path} does not fit the virtual router's listener on port ${listener.port}, whose protocol is "${listener.protocol}"; allowed: ${listener.protocol}Route.`;
    return misplaced('protocol-mismatch', path, message);
  }
  return { listener };
}

function misplaced(
  code: ProblemCode,
  path: string,
  message: string,
  severity: 'error' | 'warning' = 'error',
): { readonly misplacement: Misplacement } {
  return { misplacement: { severity, code, path, message } };
}
