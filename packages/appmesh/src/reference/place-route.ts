import type { Problem } from '../problem.ts';
import type { ProblemCode } from '../problem-codes.ts';
import { type GatewayRouteSpec, gatewayRouteOf } from '../resource-spec/gateway-route-spec.ts';
import { type RouteSpec, routeOf } from '../resource-spec/route-spec.ts';
import type { VirtualGatewaySpec } from '../resource-spec/virtual-gateway-spec.ts';
import type { VirtualRouterSpec } from '../resource-spec/virtual-router-spec.ts';

interface Mapping {
  readonly port: number;
  readonly protocol: string;
}

/** The listener, or why the route cannot be served by it. The path is in the route. */
type Placed = { readonly listener: Mapping } | { readonly misplacement: Problem };

interface Parent {
  /** As a message calls it in the middle of a sentence. */
  readonly kind: 'virtual router' | 'virtual gateway';
  /** App Mesh's own words for a route that does not say which of several listeners it belongs to. */
  readonly portRequired: string;
  readonly listeners: readonly { readonly portMapping: Mapping }[];
}

/** The listener of the router that a route belongs to, or why there is none. */
export function placeRoute(spec: RouteSpec, { listeners = [] }: VirtualRouterSpec): Placed {
  const portRequired = 'Route must define a port match criteria if the Virtual Router has multiple listeners';
  return place(routeOf(spec), { kind: 'virtual router', portRequired, listeners });
}

/** The listener of the gateway that a gateway route belongs to, or why there is none. */
export function placeGatewayRoute(spec: GatewayRouteSpec, { listeners }: VirtualGatewaySpec): Placed {
  const portRequired =
    'Gateway Route must define a port match criteria if the Virtual Gateway has multiple listeners';
  return place(gatewayRouteOf(spec), { kind: 'virtual gateway', portRequired, listeners });
}

function place(
  typed:
    | {
        readonly member: string;
        readonly protocol: string;
        readonly route: { readonly match?: { readonly port?: number } };
      }
    | undefined,
  { kind, portRequired, listeners }: Parent,
): Placed {
  if (typed === undefined) return misplaced('member-count', 'spec', 'spec has no route; give it one.');
  const { member, protocol, route } = typed;
  const path = `spec.${member}`;
  const mappings = listeners.map(({ portMapping }) => portMapping);
  const [first] = mappings;
  if (first === undefined) {
    const message = `The ${kind} has no listener, so no request can reach this route; give it one.`;
    return misplaced('no-listener', path, message, 'warning');
  }
  const { port } = route.match ?? {};
  if (port === undefined && mappings.length > 1) {
    return misplaced('port-match-required', `${path}.match.port`, portRequired);
  }
  const listener = port === undefined ? first : mappings.find((candidate) => candidate.port === port);
  if (listener === undefined) {
    const ports = mappings.map((candidate) => candidate.port).join(', ');
    const message = `${path}.match.port is ${port}, but the ${kind} has no listener on it; allowed: ${ports}.`;
    return misplaced('unknown-port', `${path}.match.port`, message);
  }
  if (listener.protocol !== protocol) {
    const message = `${path} does not fit the ${kind}'s listener on port ${listener.port}, whose protocol is "${listener.protocol}"; allowed: ${listener.protocol}Route.`;
    return misplaced('protocol-mismatch', path, message);
  }
  return { listener };
}

function misplaced(
  code: ProblemCode,
  path: string,
  message: string,
  severity: 'error' | 'warning' = 'error',
): { readonly misplacement: Problem } {
  return { misplacement: { severity, code, path, message } };
}
