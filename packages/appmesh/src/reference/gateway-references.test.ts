import { describe, expect, test } from 'vitest';
import type { Resource } from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import type { GatewayRouteSpec } from '../resource-spec/gateway-route-spec.ts';
import { sampleMesh } from '../sample-mesh.ts';
import { checkAgainstMesh } from './check-against-mesh.ts';
import { deletionBlockers } from './deletion-blockers.ts';
import { missingReferences } from './missing-references.ts';

const ACCOUNT = '000000000000';
const PRODUCT = 'product.default.svc.cluster.local';
const GATEWAY = 'mesh/demomesh/virtualGateway/gate-vg';
const ROUTE = `${GATEWAY}/gatewayRoute/product-gr`;

function to(service: string, match: object = { prefix: '/' }, port?: number): GatewayRouteSpec {
  const target = {
    virtualService: { virtualServiceName: service },
    ...(port === undefined ? {} : { port }),
  };
  return { httpRoute: { match, action: { target } } };
}

function mesh(spec: GatewayRouteSpec, ports: readonly number[] = [8088]): readonly Resource[] {
  return sampleMesh((draft) => {
    const listeners = ports.map((port) => ({ portMapping: { port, protocol: 'http' as const } }));
    draft.virtualGateway('gate-vg', { listeners });
    draft.gatewayRoute('gate-vg', 'product-gr', spec);
  });
}

function byId(resources: readonly Resource[], id: string): Resource {
  const found = resources.find((resource) => resourceId(resourceKey(resource)) === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

function codes(resources: readonly Resource[], id: string): readonly string[] {
  return checkAgainstMesh(byId(resources, id), resources).map(({ code, path }) => `${code} ${path}`);
}

describe('a gateway route', () => {
  test('needs its virtual service', () => {
    const [missing] = missingReferences(byId(mesh(to('gone.local')), ROUTE), () => false);
    expect(missing).toEqual({ kind: 'virtualService', meshName: 'demomesh', name: 'gone.local' });
  });

  test('says which of several listeners it means, and one that there is', () => {
    expect(codes(mesh(to(PRODUCT)), ROUTE)).toEqual([]);
    expect(codes(mesh(to(PRODUCT), [8088, 8089]), ROUTE)).toEqual([
      'port-match-required spec.httpRoute.match.port',
    ]);
    expect(codes(mesh(to(PRODUCT, { prefix: '/', port: 1 })), ROUTE)).toEqual([
      'unknown-port spec.httpRoute.match.port',
    ]);
  });

  test('says which of its virtual service’s several ports it means', () => {
    const resources = (port?: number) =>
      sampleMesh((draft) => {
        draft.virtualRouter('product-vr', [8080, 8081]);
        draft.virtualGateway('gate-vg', {
          listeners: [{ portMapping: { port: 8088, protocol: 'http' } }],
        });
        draft.gatewayRoute('gate-vg', 'product-gr', to(PRODUCT, { prefix: '/' }, port));
      });
    expect(codes(resources(8081), ROUTE)).toEqual([]);
    expect(codes(resources(), ROUTE)).toEqual(['port-match-required spec.httpRoute.action.target.port']);
    expect(codes(resources(1), ROUTE)).toEqual(['unknown-port spec.httpRoute.action.target.port']);
  });
});

test('a gateway’s listeners may not be changed under its routes', () => {
  expect(codes(mesh(to(PRODUCT, { prefix: '/', port: 8088 }), [8089]), GATEWAY)).toEqual([
    'unknown-port spec.listeners',
  ]);
});

test('a gateway keeps its mesh, its routes keep it, and they keep their virtual service', () => {
  const resources = mesh(to(PRODUCT));
  const blocker = (id: string) => deletionBlockers(resourceKey(byId(resources, id)), resources, ACCOUNT);
  expect(blocker('mesh/demomesh')).toBe(
    `Mesh demomesh for account ${ACCOUNT} has active VirtualGateways, please delete VirtualGateways before deleting the Mesh. They are: gate-vg.`,
  );
  expect(blocker(GATEWAY)).toBe(
    'VirtualGateway with name gate-vg cannot be deleted because it has one or more gateway routes. Used by: GatewayRoute gate-vg/product-gr.',
  );
  expect(blocker(`mesh/demomesh/virtualService/${PRODUCT}`)).toBe(
    `VirtualService ${PRODUCT} is being referenced in the following: GATEWAY_ROUTE: [gate-vg/product-gr]`,
  );
  expect(blocker(ROUTE)).toBeUndefined();
});
