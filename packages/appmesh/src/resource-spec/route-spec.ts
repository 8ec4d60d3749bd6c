import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { type Infer, integer, structure } from '../shape/shape.ts';
import { type GrpcRoute, grpcRoute } from './grpc-route.ts';
import { type HttpRoute, httpRoute } from './http-route.ts';
import { type TcpRoute, tcpRoute } from './tcp-route.ts';
import type { WeightedTarget } from './weighted-targets.ts';

const routeTypes = ['grpcRoute', 'http2Route', 'httpRoute', 'tcpRoute'] as const;

export const routeSpec = structure(
  'RouteSpec',
  {
    grpcRoute,
    http2Route: httpRoute,
    httpRoute,
    priority: integer({ min: 0, max: 1000 }),
    tcpRoute,
  },
  { counts: [{ members: routeTypes, atLeast: 1, atMost: 1 }] },
);

/** `spec` of a route: one kind of route, and where it stands among the others (0 first, without priority last). */
export type RouteSpec = Infer<typeof routeSpec>;

/** Reads the `spec` of a route. The value is absent when a problem is an error. */
export function parseRouteSpec(input: unknown, path = 'spec'): Result<RouteSpec | undefined> {
  return checkShape<RouteSpec>(routeSpec, input, path);
}

/** The one route of a spec, with the member that holds it and the protocol that its router's listener must have. */
export function routeOf({
  httpRoute,
  http2Route,
  grpcRoute,
  tcpRoute,
}: RouteSpec):
  | { readonly protocol: 'http'; readonly member: 'httpRoute'; readonly route: HttpRoute }
  | { readonly protocol: 'http2'; readonly member: 'http2Route'; readonly route: HttpRoute }
  | { readonly protocol: 'grpc'; readonly member: 'grpcRoute'; readonly route: GrpcRoute }
  | { readonly protocol: 'tcp'; readonly member: 'tcpRoute'; readonly route: TcpRoute }
  | undefined {
  if (httpRoute !== undefined) return { protocol: 'http', member: 'httpRoute', route: httpRoute };
  if (http2Route !== undefined) return { protocol: 'http2', member: 'http2Route', route: http2Route };
  if (grpcRoute !== undefined) return { protocol: 'grpc', member: 'grpcRoute', route: grpcRoute };
  if (tcpRoute !== undefined) return { protocol: 'tcp', member: 'tcpRoute', route: tcpRoute };
  return undefined;
}

/** The targets of a route, of whatever kind it is. */
export function weightedTargetsOf(spec: RouteSpec): readonly WeightedTarget[] {
  const route = spec.httpRoute ?? spec.http2Route ?? spec.grpcRoute ?? spec.tcpRoute;
  return route?.action.weightedTargets ?? [];
}
