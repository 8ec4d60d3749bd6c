import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceSet } from '../resource-set.ts';

/** An address endpoints may have; nothing listens there unless the test does. */
export interface SampleEndpoint {
  readonly address: string;
  readonly port: number;
}

export interface SampleTraffic {
  /** Share of the requests by cluster name; each is an EDS cluster. */
  readonly weights: Readonly<Record<string, number>>;
  readonly endpoints?: Readonly<Record<string, readonly SampleEndpoint[]>>;
  /** Where the listener binds. */
  readonly listenerPort?: number;
  readonly connectTimeout?: string;
  /** Clusters with an HTTP health check that waits 2 s for an answer. */
  readonly healthChecked?: readonly string[];
}

const TYPES = 'type.googleapis.com/envoy.extensions.filters';

/** A cluster whose endpoints come over the stream. */
export function sampleCluster(name: string, connectTimeout = '1s'): JsonObject {
  return {
    name,
    type: 'EDS',
    connect_timeout: connectTimeout,
    eds_cluster_config: { eds_config: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' } },
  };
}

export function sampleEndpoints(name: string, endpoints: readonly SampleEndpoint[]): JsonObject {
  return {
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: endpoints.map(({ address, port }) => ({
          endpoint: { address: { socket_address: { address, port_value: port } } },
        })),
      },
    ],
  };
}

/** A listener whose HTTP routes come over the stream under `routeName`. */
export function sampleListener(name: string, routeName: string, port: number): JsonObject {
  return {
    name,
    address: { socket_address: { address: '127.0.0.1', port_value: port } },
    enable_reuse_port: false,
    filter_chains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typed_config: {
              '@type': `${TYPES}.network.http_connection_manager.v3.HttpConnectionManager`,
              stat_prefix: name,
              rds: {
                route_config_name: routeName,
                config_source: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' },
              },
              http_filters: [
                {
                  name: 'envoy.filters.http.router',
                  typed_config: { '@type': `${TYPES}.http.router.v3.Router` },
                },
              ],
            },
          },
        ],
      },
    ],
  };
}

export function sampleRoutes(name: string, weights: Readonly<Record<string, number>>): JsonObject {
  const clusters = Object.entries(weights).map(([cluster, weight]) => ({ name: cluster, weight }));
  return {
    name,
    virtual_hosts: [
      {
        name: 'all',
        domains: ['*'],
        routes: [{ match: { prefix: '/' }, route: { weighted_clusters: { clusters } } }],
      },
    ],
  };
}

const HEALTH_CHECK: JsonObject = {
  timeout: '2s',
  interval: '2s',
  healthy_threshold: 1,
  unhealthy_threshold: 1,
  http_health_check: { path: '/' },
};

/** One listener `web`, one route configuration `web-routes`, one cluster per weight. */
export function sampleResources(traffic: SampleTraffic): ResourceSet {
  const { weights, endpoints = {}, listenerPort = 10_000, connectTimeout, healthChecked = [] } = traffic;
  const names = Object.keys(weights);
  return {
    clusters: Object.fromEntries(
      names.map((name) => [
        name,
        {
          ...sampleCluster(name, connectTimeout),
          ...(healthChecked.includes(name) ? { health_checks: [HEALTH_CHECK] } : {}),
        },
      ]),
    ),
    endpoints: Object.fromEntries(
      names.map((name) => [
        name,
        sampleEndpoints(name, endpoints[name] ?? [{ address: '127.0.0.1', port: 9 }]),
      ]),
    ),
    listeners: { web: sampleListener('web', 'web-routes', listenerPort) },
    routes: { 'web-routes': sampleRoutes('web-routes', weights) },
    secrets: {},
  };
}
