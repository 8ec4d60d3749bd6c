import type { RecordingBackend } from '../testing/recording-backend.ts';
import type { MeshUnderTest } from './proxy-under-test.ts';

type Spec = Readonly<Record<string, unknown>>;

/** What is special about the shop of one row. */
export interface ShopOptions {
  /** Instances of each virtual node, by the node's name. */
  readonly nodes: Readonly<Record<string, readonly (RecordingBackend | number)[]>>;
  /** Specs of the routes of the shop's router, by name; targets are given by `to`. */
  readonly routes: Readonly<Record<string, Spec>>;
  /** Members of the listener of every node. */
  readonly listener?: Spec;
}

/** A mesh in which front-vn calls `shop`, on port 80, whose router's routes lead to the given nodes. */
export function shopMesh({ nodes, routes, listener = {} }: ShopOptions): MeshUnderTest {
  const names = Object.keys(nodes);
  const virtualNodes = names.map((name): [string, Spec] => [
    name,
    {
      listeners: [{ portMapping: { port: 8080, protocol: 'http' }, ...listener }],
      serviceDiscovery: { dns: { hostname: name } },
    },
  ]);
  const ports = names.map((name): [string, number[]] => [
    name,
    (nodes[name] ?? []).map((instance) => (typeof instance === 'number' ? instance : instance.port)),
  ]);
  return {
    virtualNodes: {
      'front-vn': { backends: [{ virtualService: { virtualServiceName: 'shop' } }] },
      ...Object.fromEntries(virtualNodes),
    },
    virtualRouters: { 'shop-vr': { listeners: [{ portMapping: { port: 80, protocol: 'http' } }] } },
    virtualServices: { shop: { provider: { virtualRouter: { virtualRouterName: 'shop-vr' } } } },
    routes: Object.fromEntries(Object.entries(routes).map(([name, spec]) => [`shop-vr/${name}`, spec])),
    instances: Object.fromEntries(ports),
  };
}

/** An http route to one node. */
export function to(virtualNode: string, match: Spec = { prefix: '/' }, more: Spec = {}): Spec {
  return { httpRoute: { match, action: { weightedTargets: [{ virtualNode, weight: 1 }] }, ...more } };
}
