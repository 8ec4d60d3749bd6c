import type { RouteModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { duration } from '../duration.ts';
import { targetCluster } from '../names.ts';
import { translateRetryPolicy } from './retry-policy.ts';

/** As long as Envoy lets a redirected connection stand still. */
const IDLE_MILLIS = 3_600_000;
const CONNECTION_ERROR = { maxRetries: 2, perRetryMillis: 0, events: ['connection-error'] } as const;

/**
 * A route of tcp behind a forward proxy: a client asks for a tunnel to the host and port of the virtual service (CONNECT), and what
 * comes through it is handed on as it is. Weights are in the route, so that a change of them leaves open connections alone.
 */
export function translateConnectRoute(mesh: string, { name, targets, timeout }: RouteModel): JsonObject {
  const clusters = targets.map((target) => ({ name: targetCluster(mesh, target), weight: target.weight }));
  return {
    name,
    match: { connect_matcher: {} },
    route: {
      weighted_clusters: { clusters },
      upgrade_configs: [{ upgrade_type: 'CONNECT', connect_config: {} }],
      timeout: '0s',
      idle_timeout: duration(timeout.idleMillis ?? IDLE_MILLIS),
      ...translateRetryPolicy(CONNECTION_ERROR),
    },
  };
}
