import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../resource/resource.ts';
import { sampleMesh } from '../sample-mesh.ts';
import { resolveMeshModels } from './resolve-mesh-models.ts';

function resolved(resources: Iterable<Resource>) {
  const { value, problems } = resolveMeshModels(resources);
  const plain = [...value].map(([name, model]) => [
    name,
    { ...model, virtualNodes: [...model.virtualNodes] },
  ]);
  return { plain, problems, codes: problems.map(({ code }) => code), model: value.get('demomesh') };
}

function routesOf(resources: Iterable<Resource>, backend = 0) {
  const node = resolved(resources).model?.virtualNodes.get('order-vn');
  return node?.backends[backend]?.listeners[0]?.routes ?? [];
}

describe('resolveMeshModels', () => {
  test('follows a backend through virtual service, router and route to its virtual nodes', () => {
    const { model, problems } = resolved(sampleMesh());
    expect(problems).toEqual([]);
    expect(model?.egressFilter).toBe('DROP_ALL');
    expect(model?.virtualNodes.get('order-vn')?.backends).toMatchObject([
      {
        name: 'product.default.svc.cluster.local',
        provider: 'router',
        listeners: [
          {
            port: 8080,
            protocol: 'http',
            routes: [
              {
                name: 'product-r',
                match: { path: { kind: 'prefix', value: '/' } },
                targets: [{ virtualNode: 'product-vn', weight: 1 }],
              },
            ],
          },
        ],
      },
      { name: 'customer.default.svc.cluster.local', provider: 'node' },
    ]);
  });

  test('gives the same models and problems in whatever order the resources come', () => {
    const resources = sampleMesh((draft) => {
      draft.route('product-vr', 'broken', { httpRoute: to('missing-vn') });
      draft.route('nowhere-vr', 'orphan', { httpRoute: to('product-vn') });
      draft.virtualService('empty.default.svc.cluster.local', {});
    });
    const { plain, problems } = resolved(resources);
    expect(problems).not.toEqual([]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...resources], { minLength: resources.length }), (shuffled) => {
        const again = resolved(shuffled);
        expect(again.plain).toEqual(plain);
        expect(again.problems).toEqual(problems);
      }),
    );
  });

  test('orders routes by priority, then by the longest prefix, then by name', () => {
    const resources = sampleMesh((draft) => {
      draft.route('product-vr', 'z-first', { priority: 0, httpRoute: to('product-vn', { prefix: '/' }) });
      draft.route('product-vr', 'second', { priority: 1000, httpRoute: to('product-vn', { prefix: '/' }) });
      draft.route('product-vr', 'b-short', { httpRoute: to('product-vn', { prefix: '/a' }) });
      draft.route('product-vr', 'a-long', { httpRoute: to('product-vn', { prefix: '/a/b' }) });
      draft.route('product-vr', 'a-short', { httpRoute: to('product-vn', { prefix: '/b' }) });
    });
    expect(routesOf(resources).map(({ name }) => name)).toEqual([
      'z-first',
      'second',
      'a-long',
      'a-short',
      'b-short',
      'product-r',
    ]);
  });

  test('leaves out a route to a missing virtual node and keeps everything else', () => {
    const resources = sampleMesh((draft) => {
      draft.route('product-vr', 'broken', { httpRoute: to('missing-vn', { prefix: '/broken' }) });
    });
    expect(routesOf(resources).map(({ name }) => name)).toEqual(['product-r']);
    expect(resolved(resources).problems).toEqual([
      {
        severity: 'error',
        code: 'missing-reference',
        resource: 'mesh/demomesh/virtualRouter/product-vr/route/broken',
        path: 'spec.httpRoute.action.weightedTargets[0].virtualNode',
        message:
          'spec.httpRoute.action.weightedTargets[0].virtualNode is missing-vn, which does not exist; create it. The route is left out until then.',
      },
    ]);
  });

  test('keeps a virtual service whose provider is missing, without routes', () => {
    const resources = sampleMesh((draft) => draft.remove('mesh/demomesh/virtualRouter/product-vr'));
    const { codes, model } = resolved(resources);
    expect(codes).toEqual(['missing-parent', 'missing-reference']);
    expect(model?.virtualNodes.get('order-vn')?.backends[0]).toEqual({
      name: 'product.default.svc.cluster.local',
      provider: 'none',
      listeners: [],
    });
  });

  test('warns of a backend that does not exist and of one that is there twice', () => {
    const resources = sampleMesh((draft) => {
      const names = ['nobody.default.svc.cluster.local', 'customer.default.svc.cluster.local'];
      const backends = [...names, 'customer.default.svc.cluster.local'].map((virtualServiceName) => ({
        virtualService: { virtualServiceName },
      }));
      draft.virtualNode('order-vn', { backends });
    });
    const { codes, model, problems } = resolved(resources);
    expect(codes).toEqual(['missing-reference', 'duplicate']);
    expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(model?.virtualNodes.get('order-vn')?.backends).toHaveLength(1);
  });

  test('spreads routes over the listeners of a router by the port they match', () => {
    const resources = sampleMesh((draft) => {
      draft.virtualRouter('product-vr', [80, 8080]);
      draft.route('product-vr', 'product-r', { httpRoute: to('product-vn', { prefix: '/', port: 80 }) });
      draft.route('product-vr', 'unplaced', { httpRoute: to('product-vn', { prefix: '/' }) });
      draft.route('product-vr', 'elsewhere', { httpRoute: to('product-vn', { prefix: '/', port: 81 }) });
    });
    const { codes, model } = resolved(resources);
    expect(codes).toEqual(['unknown-port', 'port-match-required']);
    const listeners = model?.virtualNodes.get('order-vn')?.backends[0]?.listeners;
    expect(listeners?.map(({ port, routes }) => [port, routes.length])).toEqual([
      [80, 1],
      [8080, 0],
    ]);
  });

  test('takes App Mesh’s timeouts as milliseconds and leaves absent what is absent', () => {
    const timeout = { perRequest: { unit: 's', value: 20 }, idle: { unit: 'ms', value: 0 } } as const;
    const resources = sampleMesh((draft) => {
      draft.route('product-vr', 'product-r', { httpRoute: { ...to('product-vn'), timeout } });
    });
    const [route] = routesOf(resources);
    expect(route?.timeout).toEqual({ perRequestMillis: 20_000, idleMillis: 0 });
    expect(route?.targets[0]?.listener.timeout).toEqual({});
  });

  test('refuses the members of a mesh that does not exist', () => {
    const { codes, plain } = resolved(sampleMesh((draft) => draft.remove('mesh/demomesh')));
    expect(new Set(codes)).toEqual(new Set(['missing-parent']));
    expect(plain).toEqual([]);
  });
});

function to(virtualNode: string, match: { prefix?: string; port?: number } = { prefix: '/' }) {
  return { match, action: { weightedTargets: [{ virtualNode, weight: 100 }] } };
}

describe('a service of Cloud Map', () => {
  /** The sample mesh once more under another name. */
  const inMesh = (meshName: string, resources: readonly Resource[]) =>
    resources.map((resource) => ({ ...resource, meshName }));
  const found = (attributes?: Readonly<Record<string, string>>, serviceName = 'cart') =>
    sampleMesh((draft) => {
      const pairs = Object.entries(attributes ?? {}).map(([key, value]) => ({ key, value }));
      draft.virtualNode('product-vn', {
        listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
        serviceDiscovery: {
          awsCloudMap: {
            namespaceName: 'shop.local',
            serviceName,
            ...(pairs.length > 0 ? { attributes: pairs } : {}),
          },
        },
      });
    });
  const warned = (a: readonly Resource[], b: readonly Resource[]) =>
    resolved([...a, ...inMesh('other', b)])
      .problems.filter(({ code }) => code === 'shared-discovery')
      .map(({ resource, message }) => `${resource}: ${message}`);

  test('that virtual nodes of two meshes share is said of both, with the other', () => {
    const rest =
      'callers get both. Give them services of their own, or attributes that tell them apart, such as appmesh.k8s.aws/mesh.';
    const where =
      'spec.serviceDiscovery.awsCloudMap is service cart of namespace shop.local, where virtual node product-vn of mesh';
    expect(warned(found(), found())).toEqual([
      `mesh/demomesh/virtualNode/product-vn: ${where} other has its instances too: ${rest}`,
      `mesh/other/virtualNode/product-vn: ${where} demomesh has its instances too: ${rest}`,
    ]);
  });

  test.each([
    ['that is another one', found({}, 'a'), found({}, 'b'), 0],
    ['whose nodes ask for different attributes', found({ version: '1' }), found({ version: '2' }), 0],
    [
      'of which one asks for the same and more',
      found({ version: '1' }),
      found({ version: '1', zone: 'a' }),
      1,
    ],
    ['where callers ask for their own mesh', found({ 'appmesh.k8s.aws/mesh': 'demomesh' }), found(), 0],
  ] as const)('%s', (_, a, b, count) => {
    const about = warned(a, b).filter((text) => text.startsWith('mesh/demomesh/'));
    expect(about).toHaveLength(count);
  });
});

test.each([15_000, 15_001])('a listener on port %i, which redirection uses itself, is a warning', (port) => {
  const { problems } = resolved(
    sampleMesh((draft) =>
      draft.virtualNode('late-vn', {
        listeners: [8080, port].map((it) => ({ portMapping: { port: it, protocol: 'http' } })),
      }),
    ),
  );
  expect(problems).toMatchObject([
    {
      ...{ severity: 'warning', code: 'reserved-port', resource: 'mesh/demomesh/virtualNode/late-vn' },
      path: 'spec.listeners[1].portMapping.port',
    },
  ]);
});
