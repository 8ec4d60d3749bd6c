import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { type Infer, integer, structure, unsupported } from '../shape/shape.ts';
import { grpcRoute } from './grpc-route.ts';
import { type HttpRoute, httpRoute } from './http-route.ts';
import { tcpRoute } from './tcp-route.ts';
import type { WeightedTarget } from './weighted-targets.ts';

const routeTypes = ['grpcRoute', 'http2Route', 'httpRoute', 'tcpRoute'] as const;

export const routeSpec = structure(
  'RouteSpec',
  {
    grpcRoute: unsupported(grpcRoute),
    http2Route: httpRoute,
    httpRoute,
    priority: integer({ min: 0, max: 1000 }),
    tcpRoute: unsupported(tcpRoute),
  },
  { counts: [{ members: routeTypes, atLeast: 1, atMost: 1 }] },
);

/** `spec` of a route: one kind of route, and where it stands among the others (0 first, without priority last). */
export type RouteSpec = Infer<typeof routeSpec>;

/** Reads the `spec` of a route. The value is absent when a problem is an error. */
export function parseRouteSpec(input: unknown, path = 'spec'): Result<RouteSpec | undefined> {
  return checkShape<RouteSpec>(routeSpec, input, path);
}

/** The http or http2 route of a spec, with the protocol that its router's listener must have. */
export function httpRouteOf(spec: RouteSpec):
  | {
      readonly protocol: 'http' | 'http2';
      readonly member: 'httpRoute' | 'http2Route';
      readonly route: HttpRoute;
    }
  | undefined {
  if (spec.httpRoute !== undefined) return { protocol: 'http', member: 'httpRoute', route: spec.httpRoute };
  if (spec.http2Route !== undefined)
    return { protocol: 'http2', member: 'http2Route', route: spec.http2Route };
  return undefined;
}

/** The targets of a route, of whatever kind it is. */
export function weightedTargetsOf(spec: RouteSpec): readonly WeightedTarget[] {
  const route = spec.httpRoute ?? spec.http2Route ?? spec.grpcRoute ?? spec.tcpRoute;
  return route?.action.weightedTargets ?? [];
}
