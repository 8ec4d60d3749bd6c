import type { RouteModel, TimeoutModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { duration } from '../duration.ts';
import { targetCluster } from '../names.ts';
import { extension } from '../typed-config.ts';

/** As often as a request is sent without a retry policy: twice more, each time to the next instance. */
const CONNECT_ATTEMPTS = 3;

/** Hands connections on as they are: whoever speaks first, and whatever is spoken. */
export function tcpProxy(statPrefix: string, settings: JsonObject): JsonObject {
  return extension(
    'envoy.filters.network.tcp_proxy',
    'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    { stat_prefix: statPrefix, ...settings },
  );
}

/** Connections to the targets of a route, by weight. Envoy refuses a target without weight here, which gets no connection anyway. */
export function tcpRouteProxy(
  mesh: string,
  { targets, timeout }: RouteModel,
  settings: JsonObject,
): JsonObject {
  const clusters = targets
    .filter(({ weight }) => weight > 0)
    .map((target) => ({ name: targetCluster(mesh, target), weight: target.weight }));
  return tcpProxy('egress', {
    weighted_clusters: { clusters },
    max_connect_attempts: CONNECT_ATTEMPTS,
    ...connectionIdleTimeout(timeout),
    ...connectionLog(settings),
  });
}

/** Envoy's own limit is an hour; 0 means none to App Mesh and to Envoy. */
export function connectionIdleTimeout({ idleMillis }: TimeoutModel): JsonObject {
  return idleMillis === undefined ? {} : { idle_timeout: duration(idleMillis) };
}

/** Of a proxy's settings for requests, those that are for connections too: where a line is written for each. */
export function connectionLog({ access_log: accessLog }: JsonObject): JsonObject {
  return accessLog === undefined ? {} : { access_log: accessLog };
}
