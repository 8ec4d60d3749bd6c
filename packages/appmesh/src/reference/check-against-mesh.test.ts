import { expect, test } from 'vitest';
import type { Resource } from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import { sampleMesh } from '../sample-mesh.ts';
import { checkAgainstMesh } from './check-against-mesh.ts';

type Change = NonNullable<Parameters<typeof sampleMesh>[0]>;

const ROUTE = 'mesh/demomesh/virtualRouter/product-vr/route/product-r';
const ROUTER = 'mesh/demomesh/virtualRouter/product-vr';
const NODE = 'mesh/demomesh/virtualNode/product-vn';

/** Checks the resource `id` of the changed mesh against a mesh with only `before` changed. */
function check(id: string, change: Change, before: Change = () => {}) {
  const written = sampleMesh((draft) => {
    before(draft);
    change(draft);
  }).find((resource) => resourceId(resourceKey(resource)) === id) as Resource;
  return checkAgainstMesh(written, sampleMesh(before)).map(({ severity, code, resource, message }) => {
    expect(resource).toBe(id);
    return [severity, code, message];
  });
}

const listeners = (...ports: readonly number[]) => ({
  listeners: ports.map((port) => ({ portMapping: { port, protocol: 'http' } as const })),
  serviceDiscovery: { dns: { hostname: 'product.local' } },
});

const route = (match: { prefix?: string; port?: number }, target: { port?: number } = {}) => ({
  match,
  action: { weightedTargets: [{ virtualNode: 'product-vn', weight: 1, ...target }] },
});

test('every resource of a mesh in order passes', () => {
  const resources = sampleMesh();
  expect(resources.flatMap((resource) => checkAgainstMesh(resource, resources))).toEqual([]);
});

test('a route must name its port when its router has several listeners', () => {
  const twoListeners: Change = (draft) => draft.virtualRouter('product-vr', [80, 8080]);
  const write = (match: { prefix?: string; port?: number }) =>
    check(
      ROUTE,
      (draft) => draft.route('product-vr', 'product-r', { httpRoute: route(match) }),
      twoListeners,
    );
  expect(write({ prefix: '/', port: 80 })).toEqual([]);
  expect(write({ prefix: '/' })).toEqual([
    [
      'error',
      'port-match-required',
      'Route must define a port match criteria if the Virtual Router has multiple listeners',
    ],
  ]);
  expect(write({ port: 81 })).toEqual([
    [
      'error',
      'unknown-port',
      'spec.httpRoute.match.port is 81, but the virtual router has no listener on it; allowed: 80, 8080.',
    ],
  ]);
});

test('a route must speak the protocol of its router’s listener', () => {
  const write: Change = (draft) =>
    draft.route('product-vr', 'product-r', { http2Route: route({ prefix: '/' }) });
  expect(check(ROUTE, write)).toEqual([
    [
      'error',
      'protocol-mismatch',
      'spec.http2Route does not fit the virtual router\'s listener on port 8080, whose protocol is "http"; allowed: httpRoute.',
    ],
  ]);
});

test('a route of a router without listeners is taken with a warning', () => {
  const write: Change = (draft) =>
    draft.route('product-vr', 'product-r', { httpRoute: route({ prefix: '/' }) });
  const before: Change = (draft) => draft.virtualRouter('product-vr', []);
  expect(check(ROUTE, write, before)).toMatchObject([['warning', 'no-listener', expect.any(String)]]);
});

test('a target must name its port when its virtual node has several listeners', () => {
  const before: Change = (draft) => draft.virtualNode('product-vn', listeners(80, 8080));
  const write = (target: { port?: number }, mesh: Change = before) =>
    check(
      ROUTE,
      (draft) => draft.route('product-vr', 'product-r', { httpRoute: route({ prefix: '/' }, target) }),
      mesh,
    );
  const path = 'spec.httpRoute.action.weightedTargets[0]';
  expect(write({ port: 80 })).toEqual([]);
  expect(write({})).toEqual([
    [
      'error',
      'port-match-required',
      `${path}.port is required, because product-vn has several listeners; allowed: 80, 8080.`,
    ],
  ]);
  expect(write({ port: 81 })).toEqual([
    ['error', 'unknown-port', `${path}.port is 81, but product-vn has no listener on it; allowed: 80, 8080.`],
  ]);
  expect(write({}, (draft) => draft.virtualNode('product-vn', {}))).toEqual([
    [
      'error',
      'no-listener',
      `${path}.virtualNode is product-vn, which has no listener and so takes no requests; give it one.`,
    ],
  ]);
});

test('a router is not changed under its routes', () => {
  expect(check(ROUTER, (draft) => draft.virtualRouter('product-vr', [9090]))).toEqual([]);
  expect(check(ROUTER, (draft) => draft.virtualRouter('product-vr', [80, 8080]))).toEqual([
    [
      'error',
      'port-match-required',
      'All Routes for this Virtual Router must define a port match criteria if the Virtual Router has multiple listeners',
    ],
  ]);
  expect(check(ROUTER, (draft) => draft.virtualRouter('product-vr', [8080], 'http2'))).toEqual([
    [
      'error',
      'protocol-mismatch',
      'spec.listeners does not fit route product-r: spec.httpRoute does not fit the virtual router\'s listener on port 8080, whose protocol is "http2"; allowed: http2Route.',
    ],
  ]);
});

test('a virtual node is not changed under the routes that lead to it', () => {
  expect(check(NODE, (draft) => draft.virtualNode('product-vn', listeners(9090)))).toEqual([]);
  expect(check(NODE, (draft) => draft.virtualNode('product-vn', listeners(80, 8080)))).toEqual([
    [
      'error',
      'port-match-required',
      'spec.listeners does not fit route product-vr/product-r: there port is required, because product-vn has several listeners; allowed: 80, 8080. Change the route first.',
    ],
  ]);
});

test('two virtual services cannot differ in upper and lower case alone', () => {
  const name = 'Product.default.svc.cluster.local';
  expect(check(`mesh/demomesh/virtualService/${name}`, (draft) => draft.virtualService(name, {}))).toEqual([
    [
      'error',
      'duplicate',
      'virtualServiceName is Product.default.svc.cluster.local, but product.default.svc.cluster.local exists, and host names do not tell upper from lower case.',
    ],
  ]);
});

test('a provider that takes no requests is taken with a warning', () => {
  const name = 'silent.default.svc.cluster.local';
  const problems = check(
    `mesh/demomesh/virtualService/${name}`,
    (draft) => draft.virtualService(name, { provider: { virtualNode: { virtualNodeName: 'silent-vn' } } }),
    (draft) => draft.virtualNode('silent-vn', {}),
  );
  expect(problems).toEqual([
    [
      'warning',
      'no-listener',
      'spec.provider has no listener, so every request to this virtual service will fail; give it one.',
    ],
  ]);
});
