import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { isJsonObject } from '@mesh-workshop/json';
import type { ResourceSet } from '@mesh-workshop/xds';
import { STATIC_RUNTIME } from '../build-bootstrap.ts';

/**
 * A resource set as the static part of a bootstrap, for `envoy --mode validate`, which asks no control plane: what would come
 * over the stream (route configurations, endpoints) is put in its place. That is stricter than the stream, since Envoy then also
 * checks that each cluster that a route names exists.
 */
export function staticBootstrap({ clusters, endpoints, listeners, routes }: ResourceSet): JsonObject {
  const inlined = Object.values(listeners).map((listener) => inlineRoutes(listener, routes) as JsonObject);
  const withEndpoints = Object.entries(clusters).map(([name, cluster]) =>
    cluster.type === 'EDS' ? inlineEndpoints(cluster, endpoints[name]) : cluster,
  );
  return {
    static_resources: { clusters: withEndpoints, listeners: inlined },
    layered_runtime: STATIC_RUNTIME,
  };
}

function inlineEndpoints(cluster: JsonObject, assignment: JsonObject | undefined): JsonObject {
  const { eds_cluster_config: _, ...rest } = cluster;
  return { ...rest, type: 'STATIC', load_assignment: assignment ?? {} };
}

/** Replaces every `rds` by the route configuration that it names. */
function inlineRoutes(value: JsonValue, routes: ResourceSet['routes']): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => inlineRoutes(item, routes));
  if (!isJsonObject(value)) return value;
  const { rds, ...rest } = value;
  const entries = Object.entries(rest).map(([key, member]) => [key, inlineRoutes(member, routes)] as const);
  const inlined = Object.fromEntries(entries);
  if (!isJsonObject(rds)) return inlined;
  return { ...inlined, route_config: routes[String(rds.route_config_name)] ?? {} };
}
