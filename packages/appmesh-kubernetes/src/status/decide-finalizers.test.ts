import type { Resource } from '@mesh-workshop/appmesh';
import { describe, expect, test } from 'vitest';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import { resolveKubernetesResources } from '../resolve/resolve-kubernetes-resources.ts';
import { documentOf, SHOP, sampleDocuments } from '../testing/sample-documents.ts';
import {
  decideFinalizers,
  MESH_MEMBERS_FINALIZER,
  VIRTUAL_GATEWAY_MEMBERS_FINALIZER,
} from './decide-finalizers.ts';

const DELETED = { deletionTimestamp: '2026-03-01T00:00:00Z' };

describe('finalizers', () => {
  test('are put on meshes and virtual gateways, beside those of others, and on nothing else', () => {
    const mesh = documentOf('Mesh', 'shop', { namespaceSelector: {} }, { finalizers: ['example.com/own'] });
    const decisions = decide([mesh, ...sampleDocuments().slice(1)]);
    expect(decisions.get('Mesh shop')?.finalizers).toEqual(['example.com/own', MESH_MEMBERS_FINALIZER]);
    expect(decisions.get('VirtualGateway public')?.finalizers).toEqual([VIRTUAL_GATEWAY_MEMBERS_FINALIZER]);
    const changed = [...decisions].filter(([, decision]) => decision.changed).map(([name]) => name);
    expect(changed.sort()).toEqual(['Mesh shop', 'VirtualGateway public']);
  });

  test('keep a mesh that is deleted while it has members, and say which', () => {
    const decision = decide([deletedMesh(), ...sampleDocuments().slice(1, 4)]).get('Mesh shop');
    expect(decision).toMatchObject({
      changed: false,
      finalizers: [MESH_MEMBERS_FINALIZER],
      message:
        'Mesh shop is deleted as soon as these are: VirtualNode shop/cart, VirtualRouter shop/cart, VirtualService shop/cart.',
    });
  });

  test('let a mesh go when its last member is gone, or going', () => {
    expect(decide([deletedMesh()]).get('Mesh shop')).toMatchObject({
      changed: true,
      finalizers: [],
      waitingFor: [],
    });
    const going = documentOf(
      'VirtualNode',
      'cart',
      {},
      { ...DELETED, finalizers: ['example.com/never-taken-off'] },
    );
    expect(decide([deletedMesh(), going]).get('Mesh shop')).toMatchObject({ finalizers: [], waitingFor: [] });
  });

  test('do not let a broken or unknown object keep a mesh', () => {
    const broken = documentOf('VirtualNode', 'broken', { listeners: 'none' });
    const unknown = documentOf('VirtualNod', 'unknown');
    expect(decide([deletedMesh(), broken, unknown]).get('Mesh shop')?.finalizers).toEqual([]);
  });

  test('let a broken mesh go', () => {
    const spec = { namespaceSelector: 'all' };
    const mesh = documentOf('Mesh', 'shop', spec, { ...DELETED, finalizers: [MESH_MEMBERS_FINALIZER] });
    expect(decide([mesh, documentOf('VirtualNode', 'cart')]).get('Mesh shop')?.finalizers).toEqual([]);
  });

  test('count resources of the API as members', () => {
    const node = {
      kind: 'virtualNode',
      meshName: 'shop',
      virtualNodeName: 'own',
      owner: { kind: 'api' },
    } as Resource;
    const other = { ...node, meshName: 'other' } as Resource;
    expect(decide([deletedMesh()], [node, other]).get('Mesh shop')?.waitingFor).toEqual([
      'mesh/shop/virtualNode/own (made through the API)',
    ]);
  });

  test('keep a virtual gateway for its gateway routes, and a mesh not for a gateway that is going', () => {
    const metadata = { ...DELETED, finalizers: [VIRTUAL_GATEWAY_MEMBERS_FINALIZER] };
    const gateway = documentOf('VirtualGateway', 'public', { namespaceSelector: {} }, metadata);
    const [, , , , , route] = sampleDocuments();
    const kept = decide([deletedMesh(), gateway, ...(route ? [route] : [])]);
    expect(kept.get('VirtualGateway public')?.waitingFor).toEqual(['GatewayRoute shop/cart']);
    expect(kept.get('Mesh shop')?.waitingFor).toEqual(['GatewayRoute shop/cart']);
    const free = decide([deletedMesh(), gateway]);
    expect(free.get('VirtualGateway public')?.finalizers).toEqual([]);
    expect(free.get('Mesh shop')?.finalizers).toEqual([]);
  });

  test('of the AWS controller are taken off what is deleted, as nobody else would', () => {
    const theirs = [
      'finalizers.appmesh.k8s.aws/aws-appmesh-resources',
      'virtualNodeDeletion.finalizers.appmesh.k8s.aws',
    ];
    const finalizers = [...theirs, 'example.com/own'];
    const node = documentOf('VirtualNode', 'cart', {}, { ...DELETED, finalizers });
    expect(decide([node]).get('VirtualNode cart')).toMatchObject({
      changed: true,
      finalizers: ['example.com/own'],
    });
    const alive = documentOf('VirtualNode', 'cart', {}, { finalizers });
    expect(decide([alive]).get('VirtualNode cart')).toMatchObject({ changed: false, finalizers });
  });
});

function deletedMesh(): KubernetesDocument {
  return documentOf(
    'Mesh',
    'shop',
    { namespaceSelector: {} },
    { ...DELETED, finalizers: [MESH_MEMBERS_FINALIZER] },
  );
}

function decide(documents: readonly KubernetesDocument[], stored: readonly Resource[] = []) {
  const { value } = resolveKubernetesResources(documents, [SHOP]);
  const decisions = decideFinalizers(value, stored);
  return new Map(decisions.map((decision) => [`${decision.object.kind} ${decision.object.name}`, decision]));
}
