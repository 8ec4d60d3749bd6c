import type { MeshModel, PodSelection, VirtualNodeModel } from '@mesh-workshop/appmesh';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Pod } from './read-pod.ts';
import { resolveInstances } from './resolve-instances.ts';

const HTTP = (port: number) => ({ port, protocol: 'http', timeout: {} }) as const;

function node(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  pods?: PodSelection,
  serviceName = 'cart',
): VirtualNodeModel {
  return {
    name,
    listeners: [HTTP(8080)],
    serviceDiscovery: { kind: 'cloudMap', namespaceName: 'shop.local', serviceName, attributes },
    backends: [],
    ...(pods === undefined ? {} : { pods }),
  };
}

function mesh(meshName: string, ...nodes: readonly VirtualNodeModel[]): [string, MeshModel] {
  const virtualNodes = new Map(nodes.map((it) => [it.name, it]));
  return [meshName, { meshName, egressFilter: 'ALLOW_ALL', virtualNodes, virtualGateways: new Map() }];
}

function selecting(app: string, namespace = 'shop'): PodSelection {
  return { namespace, podSelector: { matchLabels: { app }, matchExpressions: [] } };
}

function pod(name: string, ip: string, members: Partial<Pod> = {}): Pod {
  return {
    namespace: 'shop',
    name,
    labels: {},
    serves: true,
    addresses: [ip],
    containerPorts: [],
    ...members,
  };
}

const MESHES = new Map([
  mesh(
    'shop',
    node('cart-v1', { version: '1' }, selecting('cart-v1')),
    node('cart-v2', { version: '2' }, selecting('cart-v2')),
    node('old', {}, { namespace: 'shop', deployment: 'old' }, 'old'),
    node('api-vn', {}, undefined, 'api'),
    { name: 'dns', listeners: [], backends: [], pods: selecting('cart-v1') },
  ),
  mesh('other', node('cart-v1', {}, undefined, 'other'), node('only-here', {}, undefined, 'only')),
]);

const PODS = [
  pod('v1-a', '10.0.0.1', { labels: { app: 'cart-v1', zone: 'a' } }),
  pod('v1-b', '10.0.0.2', { labels: { app: 'cart-v1', zone: 'b', version: 'label' } }),
  pod('v2-a', '10.0.0.3', { labels: { app: 'cart-v2' } }),
  pod('v2-ending', '10.0.0.4', { labels: { app: 'cart-v2' }, serves: false }),
  pod('elsewhere', '10.0.0.5', { namespace: 'default', labels: { app: 'cart-v1' } }),
  pod('bound', '10.0.0.6', {
    namespace: 'default',
    boundTo: { meshName: 'shop', virtualNodeName: 'api-vn' },
  }),
  pod('bound-otherwise', '10.0.0.7', {
    labels: { app: 'cart-v1' },
    boundTo: { meshName: 'shop', virtualNodeName: 'api-vn' },
  }),
  pod('bound-in-other', '10.0.0.8', { boundTo: { meshName: 'other', virtualNodeName: 'cart-v1' } }),
  pod('bound-anywhere', '10.0.0.9', { boundTo: { virtualNodeName: 'only-here' } }),
  pod('bound-to-two', '10.0.0.10', { boundTo: { virtualNodeName: 'cart-v1' } }),
  pod('old', '10.0.0.11', { deployment: 'old' }),
];

function ask(serviceName: string, attributes: Readonly<Record<string, string>> = {}, pods = PODS) {
  const query = { namespaceName: 'shop.local', serviceName, attributes };
  return resolveInstances(pods, MESHES)(query, 8080).endpoints.map(({ address }) => address);
}

describe('the instances of a Cloud Map service', () => {
  test.each<[string, string, Record<string, string>, readonly string[]]>([
    ['are the pods of every node that names it', 'cart', {}, ['10.0.0.1', '10.0.0.2', '10.0.0.3']],
    [
      'have the attributes of their own node, above their labels',
      'cart',
      { version: '1' },
      ['10.0.0.1', '10.0.0.2'],
    ],
    ['have their labels', 'cart', { zone: 'a' }, ['10.0.0.1']],
    ['need all attributes', 'cart', { version: '2', zone: 'a' }, []],
    ['need the value itself', 'cart', { version: 'label' }, []],
    [
      'have the name of their pod',
      'cart',
      { 'k8s.io/pod': 'v1-b', 'k8s.io/namespace': 'shop' },
      ['10.0.0.2'],
    ],
    [
      'have the name of their node',
      'cart',
      { 'appmesh.k8s.aws/mesh': 'shop', 'appmesh.k8s.aws/virtualNode': 'cart-v2' },
      ['10.0.0.3'],
    ],
    ['have an address', 'cart', { AWS_INSTANCE_IPV4: '10.0.0.1', AWS_INSTANCE_PORT: '8080' }, ['10.0.0.1']],
    ['are the pods that annotations bind, of whatever namespace', 'api', {}, ['10.0.0.6', '10.0.0.7']],
    ['are bound in the mesh that is named', 'other', {}, ['10.0.0.8']],
    ['are bound without a mesh where only one has the node', 'only', {}, ['10.0.0.9']],
    ['are the pods of the Deployment with the name of a v1beta1 node', 'old', {}, ['10.0.0.11']],
    ['are none where nobody names it', 'gone', {}, []],
  ])('%s', (_, serviceName, attributes, addresses) => {
    expect([...ask(serviceName, attributes)].sort()).toEqual([...addresses].sort());
  });

  it('are none in a namespace of another name', () => {
    const query = { namespaceName: 'other.local', serviceName: 'cart', attributes: {} };
    expect(resolveInstances(PODS, MESHES)(query, 8080).endpoints).toEqual([]);
  });

  it('are at the port of the listener, at all addresses of a pod, in order', () => {
    const pods = [pod('a', '', { labels: { app: 'cart-v1' }, addresses: ['2001:db8::1', '10.0.0.1'] })];
    const query = { namespaceName: 'shop.local', serviceName: 'cart', attributes: {} };
    expect(resolveInstances(pods, MESHES)(query, 8080).endpoints).toEqual([
      { address: '10.0.0.1', port: 8080 },
      { address: '2001:db8::1', port: 8080 },
    ]);
  });

  it('are nowhere for a port that no listener of their own node has', () => {
    const pods = [pod('a', '10.0.0.1', { labels: { app: 'cart-v1' } })];
    const query = { namespaceName: 'shop.local', serviceName: 'cart', attributes: {} };
    expect(resolveInstances(pods, MESHES)(query, 9090)).toEqual({ endpoints: [], withoutPort: ['a'] });
  });

  it('are nowhere at an address that all pods of a machine share, until they say where', () => {
    const pods = [pod('a', '127.0.0.1', { labels: { app: 'cart-v1' } })];
    const query = { namespaceName: 'shop.local', serviceName: 'cart', attributes: {} };
    expect(resolveInstances(pods, MESHES)(query, 8080)).toEqual({ endpoints: [], withoutPort: ['a'] });
  });

  it('are where the pod says its ports are, and nowhere for a port it does not name', () => {
    const ports = { 8080: { address: '127.0.0.1', port: 40001 } };
    const pods = [pod('a', '127.0.0.1', { labels: { app: 'cart-v1' }, ports })];
    const lookup = resolveInstances(pods, MESHES);
    const query = { namespaceName: 'shop.local', serviceName: 'cart', attributes: {} };
    expect(lookup(query, 8080).endpoints).toEqual([{ address: '127.0.0.1', port: 40001 }]);
    const both = new Map([
      mesh('shop', { ...node('cart-v1', {}, selecting('cart-v1')), listeners: [HTTP(8080), HTTP(9090)] }),
    ]);
    expect(resolveInstances(pods, both)(query, 9090)).toEqual({ endpoints: [], withoutPort: ['a'] });
  });

  it('depend on no order', () => {
    const order = fc.shuffledSubarray(PODS, { minLength: PODS.length });
    fc.assert(
      fc.property(order, (shuffled) => {
        expect(ask('cart', {}, shuffled)).toEqual(ask('cart'));
      }),
    );
  });
});
