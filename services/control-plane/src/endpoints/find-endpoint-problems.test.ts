import {
  keyOfNames,
  parseResource,
  type Resource,
  type ResourceKind,
  resolveMeshModels,
} from '@mesh-workshop/appmesh';
import { expect, test } from 'vitest';
import { findEndpointProblems } from './find-endpoint-problems.ts';
import type { EndpointSliceObject, PodObject, ServiceObject, ServicePort } from './kubernetes-objects.ts';
import { readPod } from './read-pod.ts';
import { resolveEndpoints } from './resolve-endpoints.ts';

const METADATA = {
  arn: '',
  uid: '',
  version: 1,
  createdAt: 0,
  lastUpdatedAt: 0,
  meshOwner: '',
  resourceOwner: '',
};

function resource(kind: ResourceKind, names: Readonly<Record<string, string>>, spec: object): Resource {
  const { value, problems } = parseResource(keyOfNames(kind, { meshName: 'shop', ...names }), spec);
  if (value === undefined) throw new Error(JSON.stringify(problems));
  return value({ meshName: 'shop', metadata: METADATA, owner: { kind: 'api' }, tags: {} });
}

function node(virtualNodeName: string, discovery: object, port = 8080): Resource {
  return resource(
    'virtualNode',
    { virtualNodeName },
    {
      listeners: [{ portMapping: { port, protocol: 'http' } }],
      serviceDiscovery: discovery,
    },
  );
}

const dns = (hostname: string) => ({ dns: { hostname } });

/** A router with one route, by weight. */
function routed(weights: Readonly<Record<string, number>>): readonly Resource[] {
  const weightedTargets = Object.entries(weights).map(([virtualNode, weight]) => ({ virtualNode, weight }));
  const virtualRouterName = 'cart-vr';
  return [
    resource(
      'virtualRouter',
      { virtualRouterName },
      {
        listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
      },
    ),
    resource(
      'route',
      { virtualRouterName, routeName: 'all' },
      {
        httpRoute: { match: { prefix: '/' }, action: { weightedTargets } },
      },
    ),
  ];
}

function service(name: string, ports: readonly ServicePort[], spec = {}): ServiceObject {
  return { metadata: { name, namespace: 'default' }, spec: { ports, selector: { app: name }, ...spec } };
}

function slice(name: string, port: number, pod?: string): EndpointSliceObject {
  return {
    metadata: { name: `${name}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
    endpoints: [{ addresses: ['10.0.0.1'], ...(pod ? { targetRef: { kind: 'Pod', name: pod } } : {}) }],
    ports: [{ name: '', port }],
  };
}

function pod(name: string, app: string, ports: string): PodObject {
  return {
    metadata: {
      name,
      namespace: 'default',
      labels: { app },
      annotations: { 'mesh-workshop.dev/ports': ports },
    },
    status: { podIP: '127.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function problemsOf(
  resources: readonly Resource[],
  cluster: {
    readonly services?: readonly ServiceObject[];
    readonly slices?: readonly EndpointSliceObject[];
    readonly pods?: readonly PodObject[];
  } = {},
  shortNames = true,
): readonly string[] {
  const all = [resource('mesh', {}, {}), ...resources];
  const { services = [], slices = [], pods = [] } = cluster;
  const names = { clusterDomain: 'cluster.local', shortNames, namespaces: new Set(['default']) };
  const endpoints = resolveEndpoints(services, slices, names, pods.map(readPod));
  return findEndpointProblems(all, resolveMeshModels(all).value, endpoints).map(
    ({ severity, code, resource: id, message }) => `${severity} ${code} ${id}: ${message}`,
  );
}

const ROUTE = 'mesh/shop/virtualRouter/cart-vr/route/all';
const TARGET = 'spec.httpRoute.action.weightedTargets[0].virtualNode is cart-vn, where nobody takes requests';

test('a listener to which no port of its Service leads is said, and so is the route that leads there', () => {
  const cluster = {
    services: [service('cart', [{ port: 80, targetPort: 8080 }])],
    slices: [slice('cart', 8080, 'cart-1')],
  };
  const pods = [pod('cart-1', 'cart', '{}')];
  const reason = 'Service default/cart has no port that leads to 9090 (it has 80 to 8080): cart-1';
  expect(
    problemsOf([node('cart-vn', dns('cart.default'), 9090), ...routed({ 'cart-vn': 1 })], {
      ...cluster,
      pods,
    }),
  ).toEqual([
    `error unknown-service-port mesh/shop/virtualNode/cart-vn: spec.listeners[0].portMapping.port is 9090, but ${reason}. They get no requests, as a port is never guessed; give the Service a port 9090 or one that targets it, or name 9090 as a container port.`,
    `warning no-endpoints ${ROUTE}: ${TARGET}: ${reason}. Until somebody does, they are answered with 503.`,
  ]);
});

test('pods that are in no slice, as they have none of the ports, are named', () => {
  const found = problemsOf([node('cart-vn', dns('cart.default'), 9090), ...routed({ 'cart-vn': 1 })], {
    services: [service('cart', [{ port: 9090 }])],
    pods: [pod('cart-1', 'cart', '{"8080":{"address":"127.0.0.1","port":40001}}')],
  });
  expect(found[0]).toContain(
    'none of its ports is a container port of the ready pods of Service default/cart (it has 9090 to 9090): cart-1',
  );
});

test('pods that lack a port which others have are named, and the route is well', () => {
  const found = problemsOf([node('cart-vn', dns('cart'), 8080), ...routed({ 'cart-vn': 1 })], {
    services: [service('cart', [{ port: 80, targetPort: 'web' }])],
    slices: [
      slice('cart', 8080),
      { ...slice('cart', 3000, 'cart-2'), metadata: { ...slice('cart', 0).metadata, name: 'b' } },
    ],
    pods: [pod('cart-2', 'cart', '{}')],
  });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(
    /^warning unknown-service-port mesh\/shop\/virtualNode\/cart-vn: .*: cart-2\. They/,
  );
});

test.each([
  [
    'a Service that is not there',
    dns('cart.default.svc.cluster.local'),
    {},
    'there is no Service default/cart',
  ],
  ['the name of no Service', dns('a.b.c.svc.cluster.local'), {}, 'no Service has this name'],
  [
    'a Service without ready pods',
    dns('cart'),
    { services: [service('cart', [{ port: 8080 }])] },
    'has no ready pod',
  ],
  [
    'a name for something outside of the cluster',
    dns('cart'),
    { services: [service('cart', [], { type: 'ExternalName' })] },
    'name its external name as the hostname',
  ],
  [
    'a service of Cloud Map without instances',
    { awsCloudMap: { namespaceName: 'shop.local', serviceName: 'cart' } },
    {},
    "no ready pod is in service cart of Cloud Map's namespace shop.local",
  ],
])('a weight on a node behind %s is a warning of the route', (_, discovery, cluster, reason) => {
  const found = problemsOf([node('cart-vn', discovery), ...routed({ 'cart-vn': 1 })], cluster);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^warning no-endpoints mesh\/shop\/virtualRouter\/cart-vr\/route\/all: /);
  expect(found[0]).toContain(reason);
});

test('a node that provides a virtual service is called by it', () => {
  const virtualService = resource(
    'virtualService',
    { virtualServiceName: 'cart' },
    {
      provider: { virtualNode: { virtualNodeName: 'cart-vn' } },
    },
  );
  const found = problemsOf([node('cart-vn', dns('cart')), virtualService]);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(
    /^warning no-endpoints mesh\/shop\/virtualService\/cart: spec\.provider\.virtualNode/,
  );
});

test.each([
  ['that nothing leads to', [node('cart-vn', dns('cart'))]],
  [
    'that only a weight of 0 leads to',
    [node('cart-vn', dns('cart')), node('b', dns('example.com')), ...routed({ 'cart-vn': 0, b: 1 })],
  ],
  ['that DNS knows', [node('cart-vn', dns('cart.example.com')), ...routed({ 'cart-vn': 1 })]],
])('a node %s has no problem', (_, resources) => {
  expect(problemsOf(resources)).toEqual([]);
});

test('nothing is said where no Kubernetes API is watched', () => {
  expect(
    problemsOf(
      [node('cart-vn', dns('cart.default.svc.cluster.local')), ...routed({ 'cart-vn': 1 })],
      {},
      false,
    ),
  ).toEqual([]);
});

test('a name of one word is meant in the namespace of who calls: one that has pods is enough', () => {
  const elsewhere = (name: string) => ({
    namespace: 'other',
    name,
    labels: { 'kubernetes.io/service-name': 'cart' },
  });
  const found = problemsOf([node('cart-vn', dns('cart')), ...routed({ 'cart-vn': 1 })], {
    services: [
      service('cart', [{ port: 8080 }]),
      { ...service('cart', [{ port: 8080 }]), metadata: elsewhere('cart') },
    ],
    slices: [{ ...slice('cart', 8080), metadata: elsewhere('cart-1') }],
  });
  expect(found).toEqual([]);
});
