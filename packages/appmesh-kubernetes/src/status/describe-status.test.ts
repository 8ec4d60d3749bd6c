import type { Resource } from '@mesh-workshop/appmesh';
import { resolveMeshModels } from '@mesh-workshop/appmesh';
import { describe, expect, test } from 'vitest';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import { locateProblems } from '../document/locate-problems.ts';
import { resolveKubernetesResources } from '../resolve/resolve-kubernetes-resources.ts';
import { documentOf, SHOP, sampleDocuments } from '../testing/sample-documents.ts';
import { describeStatus } from './describe-status.ts';

const NOW = '2026-03-01T00:00:00Z';
const ARN = 'arn:aws:appmesh:us-west-2:000000000000:mesh/shop';

describe('the status of an object', () => {
  test('says that it is active, under which ARN, and which generation was seen', () => {
    const documents = sampleDocuments().map((document) => withMetadata(document, { generation: 7 }));
    const statuses = statusesOf(documents);
    const active = (type: string) => [{ type, status: 'True', lastTransitionTime: NOW }];
    expect(statuses.get('Mesh shop')?.status).toEqual({
      meshARN: ARN,
      conditions: active('MeshActive'),
      observedGeneration: 7,
    });
    expect(statuses.get('VirtualRouter cart')?.status).toEqual({
      virtualRouterARN: `${ARN}/virtualRouter/cart_shop`,
      routeARNs: { all: `${ARN}/virtualRouter/cart_shop/route/all` },
      conditions: active('VirtualRouterActive'),
      observedGeneration: 7,
    });
    expect(statuses.get('GatewayRoute cart')?.status).toMatchObject({
      gatewayRouteARN: `${ARN}/virtualGateway/public_shop/gatewayRoute/cart_shop`,
      conditions: active('GatewayRouteActive'),
    });
  });

  test('says what is wrong with it', () => {
    const status = statusesOf([
      ...sampleDocuments(),
      documentOf('VirtualService', 'order', {
        provider: { virtualNode: { virtualNodeRef: { name: 'order' } } },
      }),
    ]).get('VirtualService order')?.status;
    expect(status).toEqual({
      virtualServiceARN: `${ARN}/virtualService/order.shop`,
      conditions: [
        {
          type: 'VirtualServiceActive',
          status: 'False',
          lastTransitionTime: NOW,
          reason: 'MissingReference',
          message:
            'spec.provider.virtualNode.virtualNodeRef is shop/order, but there is no VirtualNode of that name in namespace shop.',
        },
      ],
    });
  });

  test('has no ARN while nothing can be made of the object', () => {
    const { status } = statusesOf([documentOf('VirtualNode', 'lost')]).get('VirtualNode lost') ?? {};
    expect(status).toMatchObject({ conditions: [{ status: 'False', reason: 'MeshSelection' }] });
    expect(status).not.toHaveProperty('virtualNodeARN');
  });

  test('counts what later stages found, in the words of the document', () => {
    const documents = [...sampleDocuments(), documentOf('VirtualNode', 'cart2', {})];
    const routes = {
      name: 'all',
      http2Route: {
        match: { prefix: '/' },
        action: { weightedTargets: [{ virtualNodeRef: { name: 'cart' }, weight: 1 }] },
      },
    };
    const router = documentOf('VirtualRouter', 'other', {
      listeners: [{ portMapping: { port: 80, protocol: 'http' } }],
      routes: [routes],
    });
    const status = statusesOf([...documents, router]).get('VirtualRouter other')?.status;
    expect(status).toMatchObject({ conditions: [{ status: 'False', reason: 'ProtocolMismatch' }] });
    expect(JSON.stringify(status)).toContain('spec.routes[0].http2Route does not fit');
  });

  test('has warnings in a condition that is True, and after the errors in one that is False', () => {
    const warned = (kind: string, name: string, ...severities: ('error' | 'warning')[]) => {
      const object = { apiVersion: 'appmesh.k8s.aws/v1beta2', kind, namespace: 'shop', name };
      const problems = severities.map((severity, index) => ({
        ...{ severity, object, path: `${index}`, message: `${severity} ${index}.` },
        code: severity === 'error' ? ('bind-missing' as const) : ('no-endpoints' as const),
      }));
      const { value } = resolveKubernetesResources(sampleDocuments(), [SHOP]);
      const scope = { partition: 'aws', region: 'us-west-2', accountId: '000000000000' };
      const found = describeStatus(value, problems, { scope, now: NOW });
      return found.find(({ object: { kind: of, name: called } }) => of === kind && called === name)?.status
        .conditions;
    };
    expect(warned('VirtualNode', 'cart', 'warning')).toMatchObject([
      { status: 'True', reason: 'NoEndpoints', message: 'warning 0.' },
    ]);
    expect(warned('VirtualRouter', 'cart', 'warning', 'error')).toMatchObject([
      { status: 'False', reason: 'BindMissing', message: 'error 1. warning 0.' },
    ]);
    expect(warned('VirtualNode', 'cart')).toEqual([
      { type: 'VirtualNodeActive', status: 'True', lastTransitionTime: NOW },
    ]);
  });

  test('is unchanged once it is written, and keeps the time of the last transition and the conditions of others', () => {
    const [mesh] = sampleDocuments();
    const other = { type: 'Other', status: 'True' };
    const written = withStatus(mesh, { conditions: [other], kept: 1 });
    const first = statusesOf([written]).get('Mesh shop');
    expect(first?.changed).toBe(true);
    expect(first?.status.conditions).toMatchObject([other, { type: 'MeshActive' }]);
    const again = statusesOf([withStatus(mesh, { kept: 1, ...first?.status })], '2026-03-02T00:00:00Z');
    expect(again.get('Mesh shop')).toMatchObject({
      changed: false,
      status: { conditions: first?.status.conditions },
    });
  });
});

function statusesOf(documents: readonly KubernetesDocument[], now = NOW) {
  const { value, problems } = resolveKubernetesResources(documents, [SHOP]);
  const later = resolveMeshModels(
    value.resources.map(({ resource }) => ({ ...resource, metadata: METADATA }) as Resource),
  );
  const all = [...problems, ...locateProblems(later.problems, value)];
  const scope = { partition: 'aws', region: 'us-west-2', accountId: '000000000000' };
  const statuses = describeStatus(value, all, { scope, now });
  return new Map(statuses.map((status) => [`${status.object.kind} ${status.object.name}`, status]));
}

const METADATA = {
  arn: '',
  uid: '',
  version: 1,
  createdAt: 0,
  lastUpdatedAt: 0,
  meshOwner: '',
  resourceOwner: '',
};

function withMetadata(document: KubernetesDocument | undefined, more: object): KubernetesDocument {
  const content = document?.content as { metadata: object };
  return { content: { ...content, metadata: { ...content.metadata, ...more } } };
}

function withStatus(document: KubernetesDocument | undefined, status: object): KubernetesDocument {
  return { content: { ...(document?.content as object), status } };
}
