import type { RouteModel, TimeoutModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/xds';
import { duration } from './duration.ts';
import { egressCluster } from './names.ts';
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
export function translateRoute(mesh: string, { name, prefix, targets, ...route }: RouteModel): JsonObject {
  const clusters = targets.map(({ virtualNode, listener, weight }) => ({
    name: egressCluster(mesh, virtualNode, listener.protocol, listener.port),
    weight,
  }));
  return {
    name,
    match: { prefix },
    route: {
      weighted_clusters: { clusters },
      ...translateTimeout(route.timeout),
      ...translateRetryPolicy(route.retryPolicy),
    },
  };
}
