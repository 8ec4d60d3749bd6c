import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { type HttpTemplate, makeHttpInput } from '../http-input.ts';
import { sendRequest } from '../send-request.ts';
import type { Surface } from '../surface.ts';
import { startTarget } from '../target.ts';

const CORE = '/api/v1/namespaces/default';
const QUERIES = [
  '',
  '?limit=1',
  '?labelSelector=a%3Db,c!=d,e%20in%20(f)',
  '?fieldSelector=metadata.name%3Da',
  '?dryRun=All',
];
const WATCH =
  '?watch=true&resourceVersion=0&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true';
const POD = {
  metadata: { labels: { app: 'a' }, annotations: { a: 'b' } },
  spec: { containers: [{ name: 'c', image: 'product:1.5', ports: [{ containerPort: 8080, name: 'http' }] }] },
};

/** A kind, where it is, and one object of it. */
interface Sample {
  readonly collection: string;
  readonly object: JsonObject;
}

function sample(
  apiVersion: string,
  kind: string,
  plural: string,
  content: JsonObject,
  namespace = '/namespaces/default',
): Sample {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return {
    collection: `${root}${namespace}/${plural}`,
    object: { apiVersion, kind, ...content, metadata: { name: 'a', labels: { app: 'a' } } },
  };
}

const SAMPLES: readonly Sample[] = [
  sample('v1', 'ConfigMap', 'configmaps', { data: { a: 'b' } }),
  sample('v1', 'Secret', 'secrets', { stringData: { a: 'b' }, data: { c: 'ZA==' } }),
  sample('v1', 'Pod', 'pods', POD),
  sample('v1', 'Service', 'services', {
    spec: { type: 'LoadBalancer', selector: { app: 'a' }, ports: [{ port: 80, targetPort: 'http' }] },
  }),
  sample('v1', 'Namespace', 'namespaces', {}, ''),
  sample('v1', 'Event', 'events', {
    involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' },
    reason: 'A',
    message: 'b',
    type: 'Normal',
  }),
  sample('apps/v1', 'Deployment', 'deployments', {
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'a' } },
      template: POD,
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
    },
  }),
  sample('batch/v1', 'Job', 'jobs', {
    spec: { backoffLimit: 2, template: { ...POD, spec: { ...POD.spec, restartPolicy: 'Never' } } },
  }),
  sample(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    {
      spec: {
        group: 'example.com',
        names: { kind: 'Color', plural: 'colors', singular: 'color' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
            additionalPrinterColumns: [{ name: 'Hue', type: 'string', jsonPath: '.spec.hue' }],
          },
        ],
      },
    },
    '',
  ),
  sample('example.com/v1', 'Color', 'colors', { spec: { hue: 'blue' } }),
];

const FIXED = [
  ...[
    '/',
    '/api',
    '/apis',
    '/version',
    '/healthz',
    '/readyz',
    '/api/v1',
    '/apis/apps/v1',
    '/openapi/v2',
    '/openapi/v3',
  ],
  ...[
    '/openapi/v3/apis/apps/v1',
    '/openapi/v3/api/v1',
    '/apis/nope/v1/things',
    '//',
    '/api/v1/pods',
    '/api/v1/nodes/a/status',
  ],
  `${CORE}/pods/a/log?follow=true&tailLines=5&timestamps=true&sinceSeconds=9`,
];
const UPGRADES = [
  `${CORE}/pods/a/exec?command=sh&command=-c&stdin=true&stdout=true&tty=true&container=c`,
  `${CORE}/pods/a/attach?stdin=true`,
  `${CORE}/pods/a/portforward`,
];
const UPGRADE_HEADERS = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-version': '13',
  'sec-websocket-protocol': 'v5.channel.k8s.io',
};

const PATCHES: readonly (readonly [type: string, body: JsonValue])[] = [
  ['application/merge-patch+json', { metadata: { annotations: { x: null, y: 'z' } }, spec: { replicas: 3 } }],
  [
    'application/strategic-merge-patch+json',
    {
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'c', image: 'b' },
              { $patch: 'delete', name: 'd' },
            ],
          },
        },
      },
    },
  ],
  [
    'application/json-patch+json',
    [
      { op: 'test', path: '/metadata/name', value: 'a' },
      { op: 'add', path: '/metadata/labels/x~1y', value: 'z' },
      { op: 'remove', path: '/metadata/labels/app' },
    ],
  ],
];

function templatesOf({ collection, object }: Sample): readonly HttpTemplate[] {
  const item = `${collection}/a`;
  return [
    { method: 'POST', path: collection, body: object },
    { method: 'POST', path: collection, body: object },
    { method: 'PUT', path: item, body: object },
    { method: 'PUT', path: `${item}/status`, body: { ...object, status: { replicas: 1, phase: 'Running' } } },
    { method: 'GET', path: `${item}/scale` },
    { method: 'PUT', path: `${item}/scale`, body: { spec: { replicas: 2 } } },
    ...PATCHES.map(([type, body]) => ({
      method: 'PATCH',
      path: item,
      headers: { 'content-type': type },
      body,
    })),
    {
      method: 'PATCH',
      path: `${item}?fieldManager=a&force=true`,
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: object,
    },
    ...QUERIES.map((query) => ({ method: 'GET', path: `${collection}${query}` })),
    { method: 'GET', path: item, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
    { method: 'GET', path: collection, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
    { method: 'GET', path: `${collection}${WATCH}` },
    { method: 'DELETE', path: item, body: { propagationPolicy: 'Foreground', gracePeriodSeconds: 0 } },
    // All namespaces, with everything in them, would leave nothing to send to.
    ...(collection.includes('/namespaces/') ? [{ method: 'DELETE', path: collection }] : []),
  ];
}

const TEMPLATES: readonly HttpTemplate[] = [
  ...SAMPLES.flatMap(templatesOf),
  ...FIXED.map((path) => ({ method: 'GET', path })),
  ...UPGRADES.map((path) => ({ method: 'GET', path, headers: UPGRADE_HEADERS })),
  { method: 'POST', path: `${CORE}/pods/a/eviction`, body: { apiVersion: 'policy/v1', kind: 'Eviction' } },
];

/** Raw HTTP over TLS to the Kubernetes API, mostly by who has its token. */
export const kubernetesApi: Surface = {
  name: 'kubernetes-api',
  concurrency: 32,
  async start() {
    const target = await startTarget('tests/fuzz/surfaces/kubernetes-api-program.ts', {}, 'ready');
    const { port, token, certificateAuthority } = target.ready;
    const address = { port: Number(port), certificateAuthority: String(certificateAuthority) };
    const headers = { authorization: `Bearer ${token}` };
    return {
      target,
      send: (random) =>
        sendRequest(address, makeHttpInput(TEMPLATES, random.chance(0.03) ? {} : headers, random)),
      async settle() {
        await target.ask('settle');
      },
      end: () => target.end(),
    };
  },
};
