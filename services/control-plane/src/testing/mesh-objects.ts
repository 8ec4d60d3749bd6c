import { namespace, type TestObject } from './kubernetes-test-api.ts';

const NAMESPACE = 'demos';

/** The namespace that the mesh selects. */
export const DEMOS = namespace(NAMESPACE, { mesh: 'demos' });

export const MESH: TestObject = {
  kind: 'Mesh',
  metadata: { name: 'demos' },
  spec: { namespaceSelector: { matchLabels: { mesh: 'demos' } } },
};

/** A node that listens on 8080, found under its own name in namespace `default`. */
export function virtualNode(name: string, members: object = {}): TestObject {
  return member('VirtualNode', name, {
    podSelector: { matchLabels: { app: name } },
    listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    serviceDiscovery: { dns: { hostname: `${name}.default.svc.cluster.local` } },
    ...members,
  });
}

/** A router on 8080 with one route, by weight. */
export function virtualRouter(name: string, weights: Readonly<Record<string, number>>): TestObject {
  const weightedTargets = Object.entries(weights).map(([target, weight]) => ({
    virtualNodeRef: { name: target },
    weight,
  }));
  return member('VirtualRouter', name, {
    listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    routes: [{ name: 'all', httpRoute: { match: { prefix: '/' }, action: { weightedTargets } } }],
  });
}

/** A service that is called by its full name and provided by a router. */
export function virtualService(name: string, router: string): TestObject {
  return member('VirtualService', name, {
    awsName: `${name}.demos.svc.cluster.local`,
    provider: { virtualRouter: { virtualRouterRef: { name: router } } },
  });
}

export function member(kind: string, name: string, spec: object): TestObject {
  return { kind, metadata: { name, namespace: NAMESPACE }, spec };
}
