import type { JsonObject } from '@mesh-workshop/json';
import { expect, test } from 'vitest';
import { checkConsistency } from './check-consistency.ts';
import { EMPTY_RESOURCE_SET, type ResourceSet } from './resource-set.ts';
import {
  sampleCluster,
  sampleEndpoints,
  sampleListener,
  sampleResources,
  sampleRoutes,
} from './testing/sample-resources.ts';

const SOUND = sampleResources({ weights: { blue: 100 } });

const TCP_LISTENER: JsonObject = {
  name: 'tcp',
  filter_chains: [
    {
      filters: [
        {
          name: 'tcp',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
            weighted_clusters: { clusters: [{ name: 'gone', weight: 1 }] },
          },
        },
      ],
    },
  ],
};

function sdsCluster(secret: string): JsonObject {
  return {
    ...sampleCluster('blue'),
    transport_socket: {
      name: 'tls',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
        common_tls_context: {
          tls_certificate_sds_secret_configs: [{ name: secret, sds_config: { ads: {} } }],
        },
      },
    },
  };
}

test('a set in which everything named exists is consistent, and so is the empty one', () => {
  expect(checkConsistency(SOUND)).toEqual([]);
  expect(checkConsistency(EMPTY_RESOURCE_SET)).toEqual([]);
});

test('endpoints may be named after the service instead of the cluster', () => {
  const cluster = { name: 'blue', type: 'EDS', eds_cluster_config: { service_name: 'blue-service' } };
  const endpoints = { 'blue-service': sampleEndpoints('blue-service', []) };
  expect(checkConsistency({ ...SOUND, clusters: { blue: cluster }, endpoints })).toEqual([]);
});

const CASES: readonly { title: string; set: ResourceSet; problem: object }[] = [
  {
    title: 'an EDS cluster without endpoints',
    set: { ...SOUND, endpoints: {} },
    problem: {
      type: 'clusters',
      name: 'blue',
      path: 'eds_cluster_config',
      message: expect.stringContaining('"blue"'),
    },
  },
  {
    title: 'endpoints that no cluster uses',
    set: { ...SOUND, endpoints: { ...SOUND.endpoints, old: sampleEndpoints('old', []) } },
    problem: { type: 'endpoints', name: 'old', path: '', message: expect.stringContaining('not named') },
  },
  {
    title: 'a listener without its routes',
    set: {
      ...SOUND,
      listeners: { web: sampleListener('web', 'web-routes', 1), other: sampleListener('other', 'x', 2) },
    },
    problem: {
      type: 'listeners',
      name: 'other',
      path: 'filter_chains[0].filters[0].typed_config.rds.route_config_name',
      message: expect.stringContaining('"x"'),
    },
  },
  {
    title: 'routes that no listener uses',
    set: { ...SOUND, routes: { ...SOUND.routes, old: sampleRoutes('old', { blue: 1 }) } },
    problem: { type: 'routes', name: 'old', path: '', message: expect.stringContaining('not named') },
  },
  {
    title: 'a route to a cluster that does not exist',
    set: { ...SOUND, routes: { 'web-routes': sampleRoutes('web-routes', { blue: 1, gone: 1 }) } },
    problem: {
      type: 'routes',
      name: 'web-routes',
      path: 'virtual_hosts[0].routes[0].route.weighted_clusters.clusters[1].name',
      message: expect.stringContaining('"gone"'),
    },
  },
  {
    title: 'a TCP proxy to a cluster that does not exist',
    set: { ...SOUND, listeners: { ...SOUND.listeners, tcp: TCP_LISTENER } },
    problem: {
      type: 'listeners',
      name: 'tcp',
      path: 'filter_chains[0].filters[0].typed_config.weighted_clusters.clusters[0].name',
      message: expect.stringContaining('"gone"'),
    },
  },
  {
    title: 'a secret that does not exist',
    set: { ...SOUND, clusters: { blue: sdsCluster('cert') } },
    problem: {
      type: 'clusters',
      name: 'blue',
      path: 'transport_socket.typed_config.common_tls_context.tls_certificate_sds_secret_configs[0].name',
      message: expect.stringContaining('"cert"'),
    },
  },
  {
    title: 'a resource filed under another name than its own',
    set: { ...SOUND, listeners: { wrong: sampleListener('web', 'web-routes', 1) } },
    problem: { type: 'listeners', name: 'wrong', path: 'name', message: expect.stringContaining('"wrong"') },
  },
];

test.each(CASES)('reports $title', ({ set, problem }) => {
  expect(checkConsistency(set)).toEqual([problem]);
});
