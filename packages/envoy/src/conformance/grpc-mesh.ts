import type { GrpcBackend } from '../testing/grpc-backend.ts';
import type { MeshUnderTest } from './proxy-under-test.ts';

type Spec = Readonly<Record<string, unknown>>;

/** A mesh in which front-vn calls `shop` on port 50051, whose router's gRPC routes lead to the given nodes. */
export function grpcMesh(
  nodes: Readonly<Record<string, readonly GrpcBackend[]>>,
  routes: Readonly<Record<string, Spec>>,
  listener: Spec = {},
): MeshUnderTest {
  const node = (name: string): [string, Spec] => [
    name,
    {
      listeners: [{ portMapping: { port: 8080, protocol: 'grpc' }, ...listener }],
      serviceDiscovery: { dns: { hostname: name } },
    },
  ];
  const names = Object.keys(nodes);
  return {
    virtualNodes: {
      'front-vn': { backends: [{ virtualService: { virtualServiceName: 'shop' } }] },
      ...Object.fromEntries(names.map(node)),
    },
    virtualRouters: { 'shop-vr': { listeners: [{ portMapping: { port: 50051, protocol: 'grpc' } }] } },
    virtualServices: { shop: { provider: { virtualRouter: { virtualRouterName: 'shop-vr' } } } },
    routes: Object.fromEntries(Object.entries(routes).map(([name, spec]) => [`shop-vr/${name}`, spec])),
    instances: Object.fromEntries(names.map((name) => [name, (nodes[name] ?? []).map(({ port }) => port)])),
  };
}

/** A gRPC route to nodes by weight. */
export function grpcTo(weights: Readonly<Record<string, number>>, match: Spec = {}, more: Spec = {}): Spec {
  const weightedTargets = Object.entries(weights).map(([virtualNode, weight]) => ({ virtualNode, weight }));
  return { grpcRoute: { match, action: { weightedTargets }, ...more } };
}
