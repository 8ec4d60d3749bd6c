import type { RouteModel, TimeoutModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { duration } from '../duration.ts';
import { targetCluster } from '../names.ts';
import { translateRequestMatch } from './request-match.ts';
import { translateRetryPolicy } from './retry-policy.ts';

/** App Mesh's defaults. */
const PER_REQUEST_MILLIS = 15_000;
const IDLE_MILLIS = 300_000;

/** Time limits, as a part of a route's action. 0 means no limit to App Mesh and to Envoy. */
export function translateTimeout({ perRequestMillis, idleMillis }: TimeoutModel): JsonObject {
  return {
    timeout: duration(perRequestMillis ?? PER_REQUEST_MILLIS),
    idle_timeout: duration(idleMillis ?? IDLE_MILLIS),
  };
}

/** A route to other virtual nodes, always by weight: a change of weights or targets is then a change of this route alone. */
export function translateRoute(mesh: string, route: RouteModel): JsonObject {
  return {
    name: route.name,
    match: translateRequestMatch(route.match),
    route: translateRouteAction(mesh, route),
  };
}

/** Where a route sends its requests, and how it goes about it. */
export function translateRouteAction(
  mesh: string,
  { targets, timeout, retryPolicy }: RouteModel,
): JsonObject {
  const clusters = targets.map((target) => ({ name: targetCluster(mesh, target), weight: target.weight }));
  return {
    weighted_clusters: { clusters },
    ...translateTimeout(timeout),
    ...translateRetryPolicy(retryPolicy),
  };
}
