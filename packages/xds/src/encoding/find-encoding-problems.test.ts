import type { JsonObject } from '@mesh-workshop/json';
import { expect, test } from 'vitest';
import { sampleCluster, sampleEndpoints, sampleListener, sampleRoutes } from '../testing/sample-resources.ts';
import { resourceMessage } from './descriptor-registry.ts';
import { findEncodingProblems } from './find-encoding-problems.ts';

const CLUSTER = sampleCluster('blue');
const OPTIONS_URL = 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

function withOptions(options: JsonObject): JsonObject {
  return { ...CLUSTER, typed_extension_protocol_options: { http: options } };
}

test('accepts the canonical JSON of every resource type', () => {
  expect(findEncodingProblems(resourceMessage('clusters'), CLUSTER)).toEqual([]);
  const endpoints = sampleEndpoints('blue', [{ address: '127.0.0.1', port: 1 }]);
  expect(findEncodingProblems(resourceMessage('endpoints'), endpoints)).toEqual([]);
  expect(findEncodingProblems(resourceMessage('listeners'), sampleListener('web', 'r', 1))).toEqual([]);
  expect(findEncodingProblems(resourceMessage('routes'), sampleRoutes('r', { blue: 1 }))).toEqual([]);
  const secret = { name: 's', tls_certificate: { private_key: { filename: '/key' } } };
  expect(findEncodingProblems(resourceMessage('secrets'), secret)).toEqual([]);
});

test('accepts the special JSON forms: durations, wrappers, structs, any, 64-bit numbers as text', () => {
  const cluster = {
    ...withOptions({
      '@type': OPTIONS_URL,
      common_http_protocol_options: { idle_timeout: '60s' },
      explicit_http_config: { http_protocol_options: {} },
    }),
    per_connection_buffer_limit_bytes: 32_768,
    metadata: { filter_metadata: { any: { thing: [1, 'two', null, { deep: true }] } } },
    ring_hash_lb_config: { minimum_ring_size: '1024' },
    lb_policy: 'RING_HASH',
  };
  expect(findEncodingProblems(resourceMessage('clusters'), cluster)).toEqual([]);
});

const CASES: readonly { title: string; json: JsonObject; path: string; message: RegExp }[] = [
  {
    title: 'a misspelt member',
    json: { ...CLUSTER, conect_timeout: '1s' },
    path: 'conect_timeout',
    message:
      /"conect_timeout" is not a member of envoy\.config\.cluster\.v3\.Cluster; the members are .*connect_timeout/,
  },
  {
    title: 'a camelCase alias',
    json: { name: 'blue', connectTimeout: '1s' },
    path: 'connectTimeout',
    message: /write "connect_timeout"/,
  },
  {
    title: 'an unknown enum value',
    json: { ...CLUSTER, type: 'EDSS' },
    path: 'type',
    message: /"EDSS" is not a valid value/,
  },
  {
    title: 'a number where a duration belongs',
    json: { ...CLUSTER, connect_timeout: 1 },
    path: 'connect_timeout',
    message: /1 is not a valid value/,
  },
  {
    title: 'a text where an object belongs',
    json: { ...CLUSTER, eds_cluster_config: 'ads' },
    path: 'eds_cluster_config',
    message: /EdsClusterConfig is an object/,
  },
  {
    title: 'an object where a list belongs',
    json: { ...CLUSTER, health_checks: { timeout: '1s' } },
    path: 'health_checks',
    message: /is not a valid value/,
  },
  {
    title: 'a mistake deep in a list',
    json: {
      ...CLUSTER,
      health_checks: [{ timeout: '1s' }, { timeout: '1s', http_health_check: { pth: '/' } }],
    },
    path: 'health_checks[1].http_health_check.pth',
    message: /"pth" is not a member/,
  },
  {
    title: 'two members of one choice',
    json: { ...CLUSTER, cluster_type: { name: 'x' } },
    path: '',
    message: /only one of type, cluster_type may be given/,
  },
  {
    title: 'an Any without a type',
    json: withOptions({ explicit_http_config: {} }),
    path: 'typed_extension_protocol_options["http"]',
    message: /needs a member "@type"/,
  },
  {
    title: 'an Any of a type that is not there',
    json: withOptions({ '@type': 'type.googleapis.com/envoy.extensions.clusters.dns.v3.DnsCluster' }),
    path: 'typed_extension_protocol_options["http"].@type',
    message: /DnsCluster" is not in the descriptor set; .*descriptor-roots\.ts/,
  },
  {
    title: 'a mistake inside an Any',
    json: withOptions({ '@type': OPTIONS_URL, explicit_http_config: { http3_options: {} } }),
    path: 'typed_extension_protocol_options["http"].explicit_http_config.http3_options',
    message: /"http3_options" is not a member/,
  },
];

test.each(CASES)('refuses $title, and says where', ({ json, path, message }) => {
  const problems = findEncodingProblems(resourceMessage('clusters'), json);
  expect(problems).toEqual([{ path, message: expect.stringMatching(message) }]);
});

test('reports all mistakes of a resource, not the first', () => {
  const problems = findEncodingProblems(resourceMessage('clusters'), {
    ...CLUSTER,
    type: 'EDSS',
    connect_timeout: 'soon',
    nope: 1,
  });
  expect(problems.map(({ path }) => path).sort()).toEqual(['connect_timeout', 'nope', 'type']);
});
