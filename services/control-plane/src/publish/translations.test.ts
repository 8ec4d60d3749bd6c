import { type Resource, resolveMeshModels } from '@mesh-workshop/appmesh';
import type { ProxyNode } from '@mesh-workshop/xds';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readPod } from '../endpoints/read-pod.ts';
import { resolveEndpoints } from '../endpoints/resolve-endpoints.ts';
import { keepUnchanged } from '../model/keep-unchanged.ts';
import { pod, service, slice } from '../testing/kubernetes-test-api.ts';
import { nodeSpec, routeSpec } from '../testing/shop-mesh.ts';
import { type ProxyTranslation, translateProxy, translationKey } from './translate-proxy.ts';
import { Translations } from './translations.ts';

/** What a test changes; every member is an input of one of the proxies at least. */
const START = {
  egress: 'DROP_ALL' as 'DROP_ALL' | 'ALLOW_ALL',
  productWeight: 1,
  cartWeight: 1,
  productReady: true,
  cartReady: true,
  extraService: false,
  hasOrder: true,
  hasCart: true,
};
type World = typeof START;

const NAMES = { clusterDomain: 'cluster.local', shortNames: true, namespaces: new Set(['default']) };
const METADATA = {
  ...{ arn: '', uid: '', version: 1, createdAt: 0, lastUpdatedAt: 0 },
  ...{ meshOwner: '000000000000', resourceOwner: '000000000000' },
};

function resourcesOf(world: World): readonly Resource[] {
  const base = { meshName: 'shop', metadata: METADATA, tags: {}, owner: { kind: 'api' } };
  const cloudMap = { awsCloudMap: { namespaceName: 'shop.local', serviceName: 'cart' } };
  const node = (name: string, spec: object) => ({
    ...{ ...base, kind: 'virtualNode', virtualNodeName: name, spec },
  });
  const called = (name: string, weights: Record<string, number>) => [
    {
      ...{ ...base, kind: 'virtualRouter', virtualRouterName: name },
      spec: { listeners: [{ portMapping: { port: 8080, protocol: 'http' } }] },
    },
    { ...base, kind: 'route', virtualRouterName: name, routeName: name, spec: routeSpec(weights) },
    {
      ...{ ...base, kind: 'virtualService', virtualServiceName: name },
      spec: { provider: { virtualRouter: { virtualRouterName: name } } },
    },
  ];
  const resources: object[] = [
    { ...base, kind: 'mesh', spec: { egressFilter: { type: world.egress } } },
    node('product', nodeSpec('product')),
    ...called('product', { product: world.productWeight }),
    ...called('cart', { cart: world.cartWeight }),
    node('visitor', nodeSpec('visitor', ['cart'])),
    ...(world.hasOrder ? [node('order', nodeSpec('order', ['product']))] : []),
    ...(world.hasCart ? [node('cart', { ...nodeSpec('cart'), serviceDiscovery: cloudMap })] : []),
  ];
  return resources as Resource[];
}

/** Inputs one after the other, as the stages before give them. */
function follow() {
  let meshes: ReturnType<typeof resolveMeshModels>['value'] = new Map();
  return (world: World) => {
    meshes = keepUnchanged(meshes, resolveMeshModels(resourcesOf(world)).value);
    const extra = world.extraService ? [service('extra', 80)] : [];
    const annotations = { 'appmesh.k8s.aws/virtualNode': 'cart' };
    const endpoints = resolveEndpoints(
      [service('product', 8080), ...extra],
      [slice('product', 'a', 40001, world.productReady)],
      NAMES,
      [readPod(pod('cart-1', 40002, { annotations }, world.cartReady))],
    );
    return { meshes, endpoints, clusterDomain: 'cluster.local', accountId: '000000000000' };
  };
}

function proxiesOf(name: string, podName = `${name}-1`) {
  const metadata = { 'mesh-workshop': { pod: podName, namespace: 'default', interception: 'redirect' } };
  const node: ProxyNode = {
    id: `mesh/shop/virtualNode/${name}`,
    cluster: name,
    metadata,
    userAgent: 'envoy',
  };
  return { node };
}

function withoutMesh(translation: ProxyTranslation) {
  if (!('resources' in translation)) return translation;
  const { resources, problems } = translation;
  return { resources, problems };
}

describe('Translations', () => {
  it.each([
    ['nothing', {}, []],
    ['a route', { productWeight: 2 }, ['order']],
    ['another route', { cartWeight: 2 }, ['visitor']],
    ['a pod of a Service', { productReady: false }, ['order']],
    ['an instance in Cloud Map', { cartReady: false }, ['visitor']],
    ['a Service that nobody calls', { extraService: true }, []],
    ['the virtual node of a proxy', { hasOrder: false }, ['order']],
    ['the mesh', { egress: 'ALLOW_ALL' as const }, ['order', 'visitor']],
  ])('translates after a change of %s only the proxies that it concerns', (_what, change, expected) => {
    const translated: string[] = [];
    const translations = new Translations((node, input) => {
      translated.push(node.cluster);
      return translateProxy(node, input);
    });
    const inputOf = follow();
    const proxies = ['order', 'visitor'].map((name) => proxiesOf(name));
    const round = (world: World) => proxies.map((one) => translations.translate(one, inputOf(world)));
    const before = round(START);
    expect(translated.splice(0)).toEqual(['order', 'visitor']);
    const after = round({ ...START, ...change });
    expect(translated).toEqual(expected);
    const same = proxies.filter((_, index) => after[index] === before[index]);
    expect(same.map(({ node }) => node.cluster)).toEqual(
      ['order', 'visitor'].filter((name) => !translated.includes(name)),
    );
  });

  it('translates with every Service, and so after a change of one, where the mesh allows all', () => {
    const metadata = {
      'mesh-workshop': {
        interception: 'forward-proxy',
        bind: { address: '127.0.0.1', egressPort: 1, ingress: {} },
      },
    };
    const proxies = { node: { ...proxiesOf('order').node, metadata } };
    const translations = new Translations();
    const inputOf = follow();
    const allowed = { ...START, egress: 'ALLOW_ALL' as const };
    translations.translate(proxies, inputOf(allowed));
    const later = translations.translate(proxies, inputOf({ ...allowed, extraService: true }));
    expect(JSON.stringify(later)).toContain('extra.default.svc.cluster.local');
  });

  it('is as if it translated each time, whatever changes in whatever order', () => {
    const change = fc.oneof(
      fc.record({ egress: fc.constantFrom('DROP_ALL' as const, 'ALLOW_ALL' as const) }),
      fc.record({ productWeight: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ cartWeight: fc.integer({ min: 1, max: 3 }) }),
      ...(['productReady', 'cartReady', 'extraService', 'hasOrder', 'hasCart'] as const).map((member) =>
        fc.boolean().map((value) => ({ [member]: value })),
      ),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const translations = new Translations();
        const inputOf = follow();
        const proxies = ['order', 'visitor', 'cart'].map((name) => proxiesOf(name));
        let world = START;
        for (const changed of changes) {
          world = { ...world, ...changed };
          const input = inputOf(world);
          for (const one of proxies) {
            const fresh = withoutMesh(translateProxy(one.node, input));
            expect(withoutMesh(translations.translate(one, input))).toEqual(fresh);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('two pods of one virtual node have one key, another place to bind has another', () => {
  const key = (podName: string, own = {}) => {
    const { node } = proxiesOf('order', podName);
    const metadata = { 'mesh-workshop': { ...(node.metadata['mesh-workshop'] as object), ...own } };
    return translationKey({ ...node, metadata });
  };
  expect(key('order-1')).toBe(key('order-2'));
  expect(key('order-1', { namespace: 'other' })).not.toBe(key('order-2'));
  expect(translationKey(proxiesOf('cart').node)).not.toBe(translationKey(proxiesOf('order').node));
});
