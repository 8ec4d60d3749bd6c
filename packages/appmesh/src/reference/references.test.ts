import { describe, expect, test } from 'vitest';
import type { Resource } from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import { sampleMesh } from '../sample-mesh.ts';
import { deletionBlockers } from './deletion-blockers.ts';
import { missingReferences, notPresentMessage } from './missing-references.ts';

const ACCOUNT = '000000000000';

function byId(resources: readonly Resource[], id: string): Resource {
  const found = resources.find((resource) => resourceId(resourceKey(resource)) === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

describe('missingReferences', () => {
  const missing = (resource: Resource) =>
    missingReferences(resource, (key) => resourceId(key) === 'mesh/demomesh/virtualNode/product-vn').map(
      resourceId,
    );

  test('names the targets of a route that do not exist, each once', () => {
    const to = (...names: readonly string[]) => names.map((virtualNode) => ({ virtualNode, weight: 1 }));
    const resources = sampleMesh((draft) => {
      draft.route('product-vr', 'product-r', {
        httpRoute: {
          match: { prefix: '/' },
          action: { weightedTargets: to('b-vn', 'product-vn', 'a-vn', 'b-vn') },
        },
      });
    });
    const route = byId(resources, 'mesh/demomesh/virtualRouter/product-vr/route/product-r');
    expect(missing(route)).toEqual(['mesh/demomesh/virtualNode/b-vn', 'mesh/demomesh/virtualNode/a-vn']);
  });

  test('names the provider of a virtual service', () => {
    const services = sampleMesh().filter(({ kind }) => kind === 'virtualService');
    expect(services.map(missing)).toEqual([
      ['mesh/demomesh/virtualRouter/product-vr'],
      ['mesh/demomesh/virtualNode/customer-vn'],
    ]);
  });

  test('lets a virtual node have backends that do not exist yet', () => {
    expect(missing(byId(sampleMesh(), 'mesh/demomesh/virtualNode/order-vn'))).toEqual([]);
  });

  test('are worded as App Mesh did', () => {
    const key = { kind: 'virtualNode', meshName: 'demomesh', name: 'product-v15-vn' } as const;
    expect(notPresentMessage(key, ACCOUNT)).toBe(
      'VirtualNode with name product-v15-vn is not present under mesh demomesh for account 000000000000',
    );
    expect(notPresentMessage({ kind: 'mesh', meshName: 'demomesh' }, ACCOUNT)).toBe(
      'Mesh with name demomesh is not present for account 000000000000',
    );
  });
});

describe('deletionBlockers', () => {
  const blocker = (id: string, resources = sampleMesh()) =>
    deletionBlockers(resourceKey(byId(sampleMesh(), id)), resources, ACCOUNT);

  test.each([
    [
      'mesh/demomesh/virtualNode/product-vn',
      'VirtualNode with name product-vn cannot be deleted because it is the target of one or more routes. Used by: Route product-vr/product-r.',
    ],
    [
      'mesh/demomesh/virtualNode/customer-vn',
      'VirtualNode with name customer-vn cannot be deleted because it is a VirtualService provider. Used by: VirtualService customer.default.svc.cluster.local.',
    ],
    [
      'mesh/demomesh/virtualRouter/product-vr',
      'VirtualRouter with name product-vr cannot be deleted because it has one or more routes. Used by: Route product-vr/product-r, VirtualService product.default.svc.cluster.local.',
    ],
    ['mesh/demomesh/virtualNode/order-vn', undefined],
    ['mesh/demomesh/virtualService/product.default.svc.cluster.local', undefined],
    ['mesh/demomesh/virtualRouter/product-vr/route/product-r', undefined],
  ])('of %s: %s', (id, message) => {
    expect(blocker(id)).toBe(message);
  });

  test('of a router without routes that still provides a virtual service', () => {
    const id = 'mesh/demomesh/virtualRouter/product-vr';
    const resources = sampleMesh((draft) => draft.remove(`${id}/route/product-r`));
    expect(blocker(id, resources)).toBe(
      'VirtualRouter with name product-vr cannot be deleted because it is a VirtualService provider. Used by: VirtualService product.default.svc.cluster.local.',
    );
  });

  test('name the Kubernetes object to change, and no more than a handful', () => {
    const owner = {
      kind: 'kubernetes',
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      objectKind: 'VirtualRouter',
      namespace: 'shop',
      name: 'product',
    } as const;
    const routes = (count: number) =>
      sampleMesh((draft) => {
        for (let index = 0; index < count; index += 1)
          draft.route('product-vr', `r${index}`, {
            httpRoute: {
              match: { prefix: '/' },
              action: { weightedTargets: [{ virtualNode: 'product-vn', weight: 1 }] },
            },
          });
        draft.remove('mesh/demomesh/virtualRouter/product-vr/route/product-r');
      }).map((resource) => (resource.kind === 'route' ? { ...resource, owner } : resource));
    const id = 'mesh/demomesh/virtualNode/product-vn';
    expect(blocker(id, routes(1))).toContain('Used by: Route product-vr/r0 (of VirtualRouter shop/product).');
    const many = blocker(id, routes(6));
    expect(many).toContain('r4 (of VirtualRouter shop/product) and others.');
    expect(many).not.toContain('r5');
  });

  test('of a mesh name its members, one kind after the other, until it is empty', () => {
    let resources = sampleMesh();
    const seen: (string | undefined)[] = [];
    for (const kind of ['virtualService', 'route', 'virtualRouter', 'virtualNode'] as const) {
      seen.push(blocker('mesh/demomesh', resources));
      resources = resources.filter((resource) => resource.kind !== kind);
    }
    expect(seen[0]).toBe(
      'Mesh demomesh for account 000000000000 has active VirtualServices, please delete VirtualServices before deleting the Mesh. They are: customer.default.svc.cluster.local, product.default.svc.cluster.local.',
    );
    expect(seen.map((message) => /active (\w+)/.exec(message ?? '')?.[1])).toEqual([
      'VirtualServices',
      'VirtualRouters',
      'VirtualRouters',
      'VirtualNodes',
    ]);
    expect(blocker('mesh/demomesh', resources)).toBeUndefined();
  });
});
