import type { Resource } from './resource/resource.ts';
import { resourceId, resourceKey } from './resource/resource-key.ts';
import type { GatewayRouteSpec } from './resource-spec/gateway-route-spec.ts';
import type { MeshSpec } from './resource-spec/mesh-spec.ts';
import type { RouteSpec } from './resource-spec/route-spec.ts';
import type { VirtualGatewaySpec } from './resource-spec/virtual-gateway-spec.ts';
import type { VirtualNodeSpec } from './resource-spec/virtual-node-spec.ts';
import type { VirtualServiceSpec } from './resource-spec/virtual-service-spec.ts';

/** What a test changes about the sample mesh before it is used. */
interface Draft {
  mesh(spec: MeshSpec): void;
  virtualNode(name: string, spec: VirtualNodeSpec): void;
  virtualRouter(name: string, ports: readonly number[], protocol?: 'http' | 'http2'): void;
  route(router: string, name: string, spec: RouteSpec): void;
  virtualService(name: string, spec: VirtualServiceSpec): void;
  virtualGateway(name: string, spec: VirtualGatewaySpec): void;
  gatewayRoute(gateway: string, name: string, spec: GatewayRouteSpec): void;
  remove(id: string): void;
}

/** For tests: a mesh in which order-vn calls product (through a router) and customer (a node), with changes. */
export function sampleMesh(change: (draft: Draft) => void = () => {}): readonly Resource[] {
  const resources = new Map<string, Resource>();
  const draft = draftOf(resources);
  draft.mesh({});
  for (const name of ['product', 'customer']) draft.virtualNode(`${name}-vn`, nodeSpec(name));
  draft.virtualNode('order-vn', {
    ...nodeSpec('order'),
    backends: ['product', 'customer'].map((name) => ({
      virtualService: { virtualServiceName: hostname(name) },
    })),
  });
  draft.virtualRouter('product-vr', [8080]);
  draft.route('product-vr', 'product-r', {
    httpRoute: {
      match: { prefix: '/' },
      action: { weightedTargets: [{ virtualNode: 'product-vn', weight: 1 }] },
    },
  });
  draft.virtualService(hostname('product'), {
    provider: { virtualRouter: { virtualRouterName: 'product-vr' } },
  });
  draft.virtualService(hostname('customer'), {
    provider: { virtualNode: { virtualNodeName: 'customer-vn' } },
  });
  change(draft);
  return [...resources.values()];
}

function draftOf(resources: Map<string, Resource>): Draft {
  const base = {
    meshName: 'demomesh',
    metadata: {
      arn: '',
      uid: '',
      version: 1,
      createdAt: 0,
      lastUpdatedAt: 0,
      meshOwner: '',
      resourceOwner: '',
    },
    owner: { kind: 'api' },
    tags: {},
  } as const;
  const put = (resource: Resource) => resources.set(resourceId(resourceKey(resource)), resource);
  return {
    mesh: (spec) => put({ ...base, kind: 'mesh', spec }),
    virtualNode: (virtualNodeName, spec) => put({ ...base, kind: 'virtualNode', virtualNodeName, spec }),
    virtualRouter: (virtualRouterName, ports, protocol = 'http') => {
      const listeners = ports.map((port) => ({ portMapping: { port, protocol } }));
      put({ ...base, kind: 'virtualRouter', virtualRouterName, spec: { listeners } });
    },
    route: (virtualRouterName, routeName, spec) =>
      put({ ...base, kind: 'route', virtualRouterName, routeName, spec }),
    virtualService: (virtualServiceName, spec) =>
      put({ ...base, kind: 'virtualService', virtualServiceName, spec }),
    virtualGateway: (virtualGatewayName, spec) =>
      put({ ...base, kind: 'virtualGateway', virtualGatewayName, spec }),
    gatewayRoute: (virtualGatewayName, gatewayRouteName, spec) =>
      put({ ...base, kind: 'gatewayRoute', virtualGatewayName, gatewayRouteName, spec }),
    remove: (id) => resources.delete(id),
  };
}

function nodeSpec(name: string): VirtualNodeSpec {
  return {
    listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    serviceDiscovery: { dns: { hostname: hostname(name) } },
  };
}

function hostname(name: string): string {
  return `${name}.default.svc.cluster.local`;
}
