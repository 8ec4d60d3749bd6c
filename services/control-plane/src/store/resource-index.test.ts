import {
  checkAgainstMesh,
  deletionBlockers,
  type Resource,
  resourceId,
  resourceKey,
  type VirtualServiceSpec,
} from '@mesh-workshop/appmesh';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResourceIndex } from './resource-index.ts';

const MESH = 'shop';
const ACCOUNT = '000000000000';
const names = fc.constantFrom('a', 'b', 'A');
const base = {
  meshName: MESH,
  owner: { kind: 'api' },
  tags: {},
  metadata: {
    arn: '',
    uid: '',
    version: 1,
    createdAt: 0,
    lastUpdatedAt: 0,
    meshOwner: ACCOUNT,
    resourceOwner: ACCOUNT,
  },
} as const;
const listeners = fc.subarray([80, 81]).map((ports) => ({
  listeners: ports.map((port) => ({ portMapping: { port, protocol: 'http' as const } })),
}));
const provider: fc.Arbitrary<VirtualServiceSpec> = fc.oneof<fc.Arbitrary<VirtualServiceSpec>[]>(
  fc.constant({}),
  names.map((name) => ({ provider: { virtualNode: { virtualNodeName: name } } })),
  names.map((name) => ({ provider: { virtualRouter: { virtualRouterName: name } } })),
);
const match = fc.constantFrom({ prefix: '/' }, { prefix: '/', port: 81 });

const resource: fc.Arbitrary<Resource> = fc.oneof(
  fc.constant<Resource>({ ...base, kind: 'mesh', spec: {} }),
  fc
    .record({ virtualNodeName: names, spec: listeners })
    .map((it) => ({ ...base, ...it, kind: 'virtualNode' as const })),
  fc
    .record({ virtualRouterName: names, spec: listeners })
    .map((it) => ({ ...base, ...it, kind: 'virtualRouter' as const })),
  fc
    .record({ virtualServiceName: names, spec: provider })
    .map((it) => ({ ...base, ...it, kind: 'virtualService' as const })),
  fc
    .record({ virtualGatewayName: names, spec: listeners })
    .map((it) => ({ ...base, ...it, kind: 'virtualGateway' as const })),
  fc.record({ name: names, router: names, node: names, match }).map((it) => ({
    ...base,
    kind: 'route' as const,
    routeName: it.name,
    virtualRouterName: it.router,
    spec: {
      httpRoute: { match: it.match, action: { weightedTargets: [{ virtualNode: it.node, weight: 1 }] } },
    },
  })),
  fc.record({ name: names, gateway: names, service: names, match }).map((it) => ({
    ...base,
    kind: 'gatewayRoute' as const,
    gatewayRouteName: it.name,
    virtualGatewayName: it.gateway,
    spec: {
      httpRoute: {
        match: it.match,
        action: { target: { virtualService: { virtualServiceName: it.service } } },
      },
    },
  })),
);
const idOf = (it: Resource) => resourceId(resourceKey(it));
const sortedProblems = (problems: readonly object[]) => problems.map((it) => JSON.stringify(it)).sort();

describe('ResourceIndex', () => {
  it('finds around a resource all that the rules about it find in the whole mesh', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ resource, remove: fc.boolean() }), { maxLength: 40 }),
        resource,
        (writes, next) => {
          const index = new ResourceIndex();
          const plain = new Map<string, Resource>();
          for (const { resource: written, remove } of writes)
            if (remove) {
              index.delete(idOf(written));
              plain.delete(idOf(written));
            } else {
              index.set(written);
              plain.set(idOf(written), written);
            }
          expect(new Set(index.all())).toEqual(new Set(plain.values()));
          expect(new Set(index.inMesh(MESH))).toEqual(new Set(plain.values()));
          const key = resourceKey(next);
          expect(sortedProblems(checkAgainstMesh(next, index.around(key, next)))).toEqual(
            sortedProblems(checkAgainstMesh(next, plain.values())),
          );
          for (const one of plain.values()) {
            const at = resourceKey(one);
            expect(deletionBlockers(at, index.around(at), ACCOUNT)).toEqual(
              deletionBlockers(at, plain.values(), ACCOUNT),
            );
            const collection = index.collection(at);
            expect(collection).toContain(idOf(one));
            expect(collection).toEqual([...collection].sort());
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
