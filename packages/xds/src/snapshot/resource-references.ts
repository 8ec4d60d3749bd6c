import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { isJsonObject } from '@mesh-workshop/json';

const HTTP_CONNECTION_MANAGER =
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const TCP_PROXY = 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';

/** A name found in a resource, and where. */
export interface Reference {
  readonly name: string;
  readonly path: string;
}

function textAt(value: JsonValue | undefined, member: string): string | undefined {
  const text = isJsonObject(value) ? value[member] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Visits every object inside `value`, itself included, each with its path. */
function visitObjects(
  value: JsonValue | undefined,
  path: string,
  visit: (object: JsonObject, path: string) => void,
): void {
  if (Array.isArray(value)) {
    value.forEach((item: JsonValue, index) => {
      visitObjects(item, `${path}[${index}]`, visit);
    });
  } else if (isJsonObject(value)) {
    visit(value, path);
    for (const [member, item] of Object.entries(value)) {
      visitObjects(item, path === '' ? member : `${path}.${member}`, visit);
    }
  }
}

function isOfType(object: JsonObject, messageName: string): boolean {
  return typeof object['@type'] === 'string' && object['@type'].endsWith(`/${messageName}`);
}

function addName(found: Reference[], holder: JsonValue | undefined, member: string, path: string): void {
  const name = textAt(holder, member);
  if (name !== undefined) {
    found.push({ name, path: `${path}.${member}` });
  }
}

function addClusters(found: Reference[], holder: JsonObject, path: string): void {
  addName(found, holder, 'cluster', path);
  const weighted = isJsonObject(holder.weighted_clusters) ? holder.weighted_clusters.clusters : undefined;
  (Array.isArray(weighted) ? weighted : []).forEach((item: JsonValue, index) => {
    addName(found, item, 'name', `${path}.weighted_clusters.clusters[${index}]`);
  });
}

/** The name under which a cluster asks for its endpoints; undefined when it does not get them over EDS. */
export function endpointsNameOf(cluster: JsonObject): string | undefined {
  if (cluster.type !== 'EDS') {
    return undefined;
  }
  return textAt(cluster.eds_cluster_config, 'service_name') ?? textAt(cluster, 'name');
}

/** The route configurations a listener subscribes to. */
export function routesNamedByListener(listener: JsonObject): readonly Reference[] {
  const found: Reference[] = [];
  visitObjects(listener, '', (object, path) => {
    if (isOfType(object, HTTP_CONNECTION_MANAGER)) {
      addName(found, object.rds, 'route_config_name', `${path}.rds`);
    }
  });
  return found;
}

/** The clusters a route configuration sends requests to. */
export function clustersNamedByRoutes(routeConfiguration: JsonObject): readonly Reference[] {
  const found: Reference[] = [];
  visitObjects(routeConfiguration, '', (object, path) => {
    const action = object.route;
    if (object.match === undefined || !isJsonObject(action)) {
      return;
    }
    addClusters(found, action, `${path}.route`);
    const mirrors = action.request_mirror_policies;
    (Array.isArray(mirrors) ? mirrors : []).forEach((mirror: JsonValue, index) => {
      addName(found, mirror, 'cluster', `${path}.route.request_mirror_policies[${index}]`);
    });
  });
  return found;
}

/** The clusters a listener sends connections, or requests by routes of its own, to. */
export function clustersNamedByListener(listener: JsonObject): readonly Reference[] {
  const found: Reference[] = [];
  visitObjects(listener, '', (object, path) => {
    if (isOfType(object, TCP_PROXY)) {
      addClusters(found, object, path);
    }
  });
  return [...found, ...clustersNamedByRoutes(listener)];
}

/** The secrets a listener or cluster subscribes to on the aggregated stream. */
export function secretsNamedBy(resource: JsonObject): readonly Reference[] {
  const found: Reference[] = [];
  visitObjects(resource, '', (object, path) => {
    if (isJsonObject(object.sds_config) && object.sds_config.ads !== undefined) {
      addName(found, object, 'name', path);
    }
  });
  return found;
}
