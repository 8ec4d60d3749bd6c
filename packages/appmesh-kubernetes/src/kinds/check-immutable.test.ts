import { describe, expect, test } from 'vitest';
import { documentOf } from '../testing/sample-documents.ts';
import { checkImmutable } from './check-immutable.ts';

const cloudMap = (serviceName: string) => ({ awsCloudMap: { namespaceName: 'n', serviceName } });

describe('an update', () => {
  test.each<[string, string, unknown, unknown]>([
    ['spec.awsName', 'VirtualNode', { awsName: 'a' }, { awsName: 'b' }],
    ['spec.awsName', 'VirtualNode', {}, { awsName: 'b' }],
    ['spec.meshRef', 'VirtualService', { meshRef: { name: 'a' } }, { meshRef: { name: 'b' } }],
    ['spec.meshRef', 'VirtualService', { meshRef: { name: 'a' } }, {}],
    [
      'spec.virtualGatewayRef',
      'GatewayRoute',
      { virtualGatewayRef: { name: 'a' } },
      { virtualGatewayRef: { name: 'b' } },
    ],
    [
      'spec.serviceDiscovery.awsCloudMap',
      'VirtualNode',
      { serviceDiscovery: cloudMap('a') },
      { serviceDiscovery: cloudMap('b') },
    ],
    [
      'spec.serviceDiscovery.awsCloudMap',
      'VirtualNode',
      { serviceDiscovery: cloudMap('a') },
      { serviceDiscovery: { dns: { hostname: 'a' } } },
    ],
  ])('cannot change %s of a %s from %j to %j', (path, kind, before, after) => {
    const [problem, ...more] = checkImmutable(
      documentOf(kind, 'cart', before),
      documentOf(kind, 'cart', after),
    );
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      code: 'immutable-member',
      path,
      object: { kind, namespace: 'shop', name: 'cart' },
    });
    expect(problem?.message).toContain(`${kind} update may not change these fields: ${path}`);
  });

  test.each<[string, string, unknown, unknown]>([
    ['write out the name that an object has anyway', 'VirtualNode', {}, { awsName: 'cart_shop' }],
    ['take it away again', 'VirtualService', { awsName: 'cart.shop' }, {}],
    ['fill in the mesh', 'VirtualNode', {}, { meshRef: { name: 'a' } }],
    [
      'begin with Cloud Map',
      'VirtualNode',
      { serviceDiscovery: { dns: { hostname: 'a' } } },
      { serviceDiscovery: cloudMap('a') },
    ],
    ['change anything else', 'VirtualNode', { listeners: [] }, { backends: [] }],
  ])('can %s', (_, kind, before, after) => {
    expect(checkImmutable(documentOf(kind, 'cart', before), documentOf(kind, 'cart', after))).toEqual([]);
  });
});
