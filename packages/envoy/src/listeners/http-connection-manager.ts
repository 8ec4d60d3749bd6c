import type { JsonObject } from '@mesh-workshop/json';
import { ADS_CONFIG_SOURCE } from '../ads-config-source.ts';
import { extension } from '../typed-config.ts';
import { LISTENER_IDLE_TIMEOUT } from './idle-timeouts.ts';

/** The filter that forwards requests; always the last one. */
const ROUTER = extension('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router');

/**
 * Serves HTTP with the routes of `routeConfig`, as App Mesh's proxies did: paths normalised, web sockets let through.
 * Everything that routes decide is in the route configuration, so that a change of routes never touches the listener (which
 * would drain its connections). The drain type stays the default one, with which Envoy closes connections as soon as its
 * health check is failed: that is how a proxy hands over its clients before it ends.
 */
export function httpConnectionManager(options: {
  readonly statPrefix: string;
  readonly routeConfig: string;
  /** Filters before the router. */
  readonly filters?: readonly JsonObject[];
  /** More settings of the connection manager. */
  readonly settings?: JsonObject;
}): JsonObject {
  const { statPrefix, routeConfig, filters = [], settings = {} } = options;
  return extension(
    'envoy.filters.network.http_connection_manager',
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: statPrefix,
      rds: { config_source: ADS_CONFIG_SOURCE, route_config_name: routeConfig },
      http_filters: [...filters, ROUTER],
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      common_http_protocol_options: { idle_timeout: LISTENER_IDLE_TIMEOUT },
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
      ...settings,
    },
  );
}
