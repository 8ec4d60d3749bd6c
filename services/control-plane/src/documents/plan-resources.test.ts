import { type Resource, resourceId, resourceKey } from '@mesh-workshop/appmesh';
import { type KubernetesDocument, resolveKubernetesResources } from '@mesh-workshop/appmesh-kubernetes';
import { describe, expect, it } from 'vitest';
import { MESH, member, virtualNode, virtualRouter, virtualService } from '../testing/mesh-objects.ts';
import { planResources } from './plan-resources.ts';

const NOW = 1_800_000_000;
const CONTEXT = { accountId: '000000000000', region: 'us-west-2', now: NOW };

interface Given {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function document(object: Given, metadata: object = {}): KubernetesDocument {
  const { name, namespace = '' } = object.metadata;
  return {
    content: {
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      ...object,
      metadata: {
        uid: `${object.kind}/${namespace}/${name}`,
        generation: 1,
        creationTimestamp: '2026-01-02T03:04:05Z',
        ...object.metadata,
        ...metadata,
      },
    },
  };
}

function plan(documents: readonly KubernetesDocument[], current: Iterable<Resource> = []) {
  const namespaces = [{ name: 'demos', labels: { mesh: 'demos' } }];
  return planResources(resolveKubernetesResources(documents, namespaces).value, 'demos', current, CONTEXT);
}

const idsOf = (resources: readonly Resource[]) => resources.map((it) => resourceId(resourceKey(it))).sort();

describe('planResources', () => {
  const all = [document(MESH), document(virtualNode('blue')), document(virtualRouter('r', { blue: 1 }))];

  it('makes every resource, with the identity of its object', () => {
    const { puts, deletes, problems } = plan(all);
    expect(idsOf(puts)).toEqual([
      'mesh/demos',
      'mesh/demos/virtualNode/blue_demos',
      'mesh/demos/virtualRouter/r_demos',
      'mesh/demos/virtualRouter/r_demos/route/all',
    ]);
    expect([deletes, problems]).toEqual([[], []]);
    const created = Date.parse('2026-01-02T03:04:05Z') / 1000;
    expect(puts.find(({ kind }) => kind === 'virtualNode')?.metadata).toEqual({
      arn: 'arn:aws:appmesh:us-west-2:000000000000:mesh/demos/virtualNode/blue_demos',
      uid: 'VirtualNode/demos/blue',
      version: 1,
      createdAt: created,
      lastUpdatedAt: created,
      meshOwner: '000000000000',
      resourceOwner: '000000000000',
    });
  });

  it('writes nothing when nothing has changed', () => {
    expect(plan(all, plan(all).puts)).toEqual({ puts: [], deletes: [], problems: [] });
  });

  it('counts a change of a resource, and of no other', () => {
    const { puts } = plan(
      [
        document(MESH),
        document(virtualNode('blue')),
        document(virtualRouter('r', { blue: 2 }), { generation: 9 }),
      ],
      plan(all).puts,
    );
    expect(idsOf(puts)).toEqual(['mesh/demos/virtualRouter/r_demos/route/all']);
    expect(puts[0]?.metadata).toMatchObject({ version: 2, lastUpdatedAt: NOW });
  });

  it('starts anew with an object that was deleted and made again', () => {
    const again = [document(MESH), document(virtualNode('blue'), { uid: 'another' })];
    const { puts } = plan(again, plan(all).puts);
    expect(puts.map(({ metadata }) => [metadata.uid, metadata.version])).toEqual([['another', 1]]);
  });

  it('deletes what no object defines any more', () => {
    expect(idsOf(plan([document(MESH), document(virtualNode('blue'))], plan(all).puts).deletes)).toEqual([
      'mesh/demos/virtualRouter/r_demos',
      'mesh/demos/virtualRouter/r_demos/route/all',
    ]);
    expect(idsOf(plan([], plan(all).puts).deletes)).toEqual(idsOf(plan(all).puts));
  });

  it('holds back a change until what it names is there', () => {
    const before = plan(all).puts;
    const shifted = document(virtualRouter('r', { blue: 1, green: 1 }));
    const early = plan([document(MESH), document(virtualNode('blue')), shifted], before);
    expect([early.puts, early.deletes]).toEqual([[], []]);
    expect(early.problems).toMatchObject([
      {
        object: { kind: 'VirtualRouter', name: 'r' },
        message:
          'VirtualNode with name green_demos is not present under mesh demos for account 000000000000. Until then, the version before is used.',
      },
    ]);
    const complete = [document(MESH), document(virtualNode('blue')), shifted, document(virtualNode('green'))];
    expect(idsOf(plan(complete, before).puts)).toEqual([
      'mesh/demos/virtualNode/green_demos',
      'mesh/demos/virtualRouter/r_demos/route/all',
    ]);
  });

  it('holds back the deletion of what a route still leads to, with all that depends on it', () => {
    const service = document(virtualService('r', 'r'));
    const before = plan([...all, service]).puts;
    const early = plan([document(MESH), service], before);
    expect(early.deletes).toEqual([]);
    expect(early.problems.map(({ message }) => message)).toContainEqual(
      'The object that defined mesh/demos/virtualRouter/r_demos is gone. VirtualRouter with name r_demos cannot be deleted because it is a VirtualService provider. Used by: VirtualService r.demos.svc.cluster.local (of VirtualService demos/r). It stays until then.',
    );
    expect(idsOf(plan([document(MESH)], before).deletes)).toHaveLength(4);
  });

  it('holds back the deletion of the node that a route leads to', () => {
    const early = plan([document(MESH), document(virtualRouter('r', { blue: 1 }))], plan(all).puts);
    expect([early.puts, early.deletes]).toEqual([[], []]);
    expect(early.problems).toMatchObject([
      {
        severity: 'warning',
        resource: 'mesh/demos/virtualNode/blue_demos',
        message: expect.stringContaining(
          'it is the target of one or more routes. Used by: Route r_demos/all (of VirtualRouter demos/r). It stays until then.',
        ),
      },
    ]);
  });

  it('makes members of a mesh that is not there yet, and makes them once', () => {
    const broken = document({ ...MESH, spec: { ...(MESH.spec as object), egressFilter: 'all' } } as Given);
    const { puts } = plan([broken, document(virtualNode('blue'))]);
    expect(idsOf(puts)).toEqual(['mesh/demos/virtualNode/blue_demos']);
    expect(plan([broken, document(virtualNode('blue'))], puts)).toEqual({
      puts: [],
      deletes: [],
      problems: [],
    });
  });

  it('keeps what a broken object had, as long as its mesh is there', () => {
    const broken = document(member('VirtualNode', 'blue', { listeners: 'all' }));
    expect(idsOf(plan([document(MESH), broken], plan(all).puts).deletes)).toEqual([
      'mesh/demos/virtualRouter/r_demos',
      'mesh/demos/virtualRouter/r_demos/route/all',
    ]);
    const brokenMesh = document({
      ...MESH,
      spec: { ...(MESH.spec as object), egressFilter: 'all' },
    } as Given);
    const withBrokenMesh = [
      brokenMesh,
      document(virtualNode('blue')),
      document(virtualRouter('r', { blue: 1 })),
    ];
    expect(plan(withBrokenMesh, plan(all).puts)).toEqual({ puts: [], deletes: [], problems: [] });
    expect(idsOf(plan([broken], plan(all).puts).deletes)).toEqual(idsOf(plan(all).puts));
  });

  it('leaves what was made through the API to the API', () => {
    const own = plan(all).puts.map(
      (resource): Resource =>
        resource.kind === 'virtualNode' ? { ...resource, owner: { kind: 'api' } } : resource,
    );
    const { puts, deletes, problems } = plan(
      [document(MESH), document(virtualNode('blue', { backends: [] }))],
      own,
    );
    expect(puts).toEqual([]);
    expect(idsOf(deletes)).not.toContain('mesh/demos/virtualNode/blue_demos');
    expect(problems).toMatchObject([
      { code: 'defined-by-api', object: { kind: 'VirtualNode', namespace: 'demos', name: 'blue' } },
    ]);
  });
});
