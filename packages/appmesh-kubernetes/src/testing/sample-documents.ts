import type { KubernetesDocument, KubernetesNamespace } from '../document/kubernetes-document.ts';

/** A document of v1beta2. `more` are members of its metadata. */
export function documentOf(
  kind: string,
  name: string,
  spec?: unknown,
  more: Readonly<Record<string, unknown>> = {},
): KubernetesDocument {
  const namespace = kind === 'Mesh' ? {} : { namespace: 'shop' };
  const metadata = { name, ...namespace, ...more };
  return {
    content: {
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      kind,
      metadata,
      ...(spec === undefined ? {} : { spec }),
    },
  };
}

/** The one namespace of the samples. */
export const SHOP: KubernetesNamespace = { name: 'shop', labels: { mesh: 'shop' } };

const portMapping = { port: 8080, protocol: 'http' };

/** A small shop in one namespace: a mesh, a node, a router with a route, a service, a gateway and its route. */
export function sampleDocuments(): readonly KubernetesDocument[] {
  const target = { virtualService: { virtualServiceRef: { name: 'cart' } } };
  const weightedTargets = [{ virtualNodeRef: { name: 'cart' }, weight: 1 }];
  return [
    documentOf('Mesh', 'shop', { namespaceSelector: { matchLabels: { mesh: 'shop' } } }),
    documentOf('VirtualNode', 'cart', {
      podSelector: { matchLabels: { app: 'cart' } },
      listeners: [{ portMapping }],
      serviceDiscovery: { dns: { hostname: 'cart.shop' } },
      backends: [target],
    }),
    documentOf('VirtualRouter', 'cart', {
      listeners: [{ portMapping }],
      routes: [{ name: 'all', httpRoute: { match: { prefix: '/' }, action: { weightedTargets } } }],
    }),
    documentOf('VirtualService', 'cart', {
      provider: { virtualRouter: { virtualRouterRef: { name: 'cart' } } },
    }),
    documentOf('VirtualGateway', 'public', {
      namespaceSelector: {},
      podSelector: { matchLabels: { app: 'gateway' } },
      listeners: [{ portMapping }],
    }),
    documentOf('GatewayRoute', 'cart', { httpRoute: { match: { prefix: '/' }, action: { target } } }),
  ];
}
