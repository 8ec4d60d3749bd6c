import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleMesh } from '../sample-mesh.ts';
import { parseProxyIdentity } from './proxy-identity.ts';
import { type ResourceKey, resourceArn, resourceId, resourceKey, resourceName } from './resource-key.ts';
import { validateResourceName } from './resource-name.ts';

const meshName = 'demomesh';
const scope = { partition: 'aws', region: 'us-west-2', accountId: '000000000000' };

test.each<[ResourceKey, string]>([
  [{ kind: 'mesh', meshName }, 'mesh/demomesh'],
  [{ kind: 'virtualNode', meshName, name: 'a' }, 'mesh/demomesh/virtualNode/a'],
  [{ kind: 'virtualRouter', meshName, name: 'a' }, 'mesh/demomesh/virtualRouter/a'],
  [{ kind: 'virtualService', meshName, name: 'a.local' }, 'mesh/demomesh/virtualService/a.local'],
  [{ kind: 'route', meshName, virtualRouterName: 'a', name: 'b' }, 'mesh/demomesh/virtualRouter/a/route/b'],
])('%j has its id, and its ARN ends with it', (key, id) => {
  expect(resourceId(key)).toBe(id);
  expect(resourceArn(key, scope)).toBe(`arn:aws:appmesh:us-west-2:000000000000:${id}`);
});

test('the key of a resource has its name', () => {
  expect(sampleMesh().map((resource) => resourceName(resourceKey(resource)))).toEqual([
    'demomesh',
    'product-vn',
    'customer-vn',
    'order-vn',
    'product-vr',
    'product-r',
    'product.default.svc.cluster.local',
    'customer.default.svc.cluster.local',
  ]);
});

test.each([
  ['mesh/demomesh/virtualNode/order-vn', { meshName, kind: 'virtualNode', name: 'order-vn' }],
  [
    'mesh/demomesh@111122223333/virtualNode/order-vn',
    { meshName, meshOwner: '111122223333', kind: 'virtualNode', name: 'order-vn' },
  ],
  ['mesh/demomesh/virtualGateway/in', { meshName, kind: 'virtualGateway', name: 'in' }],
  [
    'arn:aws:appmesh:us-west-2:111122223333:mesh/demomesh/virtualNode/order-vn',
    { meshName, kind: 'virtualNode', name: 'order-vn' },
  ],
  [
    'arn:aws-cn:appmesh:cn-north-1:111122223333:mesh/demomesh@444455556666/virtualGateway/in',
    { meshName, meshOwner: '444455556666', kind: 'virtualGateway', name: 'in' },
  ],
])('the proxy %s says what it stands for', (nodeId, identity) => {
  expect(parseProxyIdentity(nodeId)).toEqual(identity);
});

test.each([
  '',
  'order-vn',
  'service-proxy/local',
  'mesh/demomesh/virtualRouter/a',
  'mesh/demomesh/virtualNode/',
  'mesh//virtualNode/a',
  'mesh/demomesh/virtualNode/a/b',
  'arn:aws:ecs:us-west-2:111122223333:mesh/demomesh/virtualNode/a',
])('the proxy %j stands for nothing', (nodeId) => {
  expect(parseProxyIdentity(nodeId)).toBeUndefined();
});

test('no node id throws, and every virtual node’s id is understood', () => {
  fc.assert(
    fc.property(fc.string(), (nodeId) => parseProxyIdentity(nodeId) === undefined || nodeId.includes('/')),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9\-_]{1,20}$/), (name) => {
      const id = resourceId({ kind: 'virtualNode', meshName, name });
      expect(parseProxyIdentity(id)).toEqual({ meshName, kind: 'virtualNode', name });
    }),
  );
});

test('names are checked in App Mesh’s words', () => {
  expect(validateResourceName('MeshName', 'demo_mesh-1')).toEqual([]);
  expect(validateResourceName('MeshName', 'a.b').map(({ message }) => message)).toEqual([
    'MeshName must match ^[a-zA-Z0-9\\-_]+$.',
  ]);
  expect(validateResourceName('MeshName', '').map(({ message }) => message)).toEqual([
    'MeshName is "", 0 characters; allowed: 1 to 255.',
  ]);
  expect(validateResourceName('RouteName', 'a'.repeat(256)).map(({ code }) => code)).toEqual([
    'wrong-length',
  ]);
  expect(validateResourceName('VirtualServiceName', 'shop.default.svc.cluster.local')).toEqual([]);
  expect(validateResourceName('VirtualServiceName', '*.local')).toHaveLength(1);
});
