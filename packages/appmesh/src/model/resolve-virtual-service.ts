import type { Problem, Result } from '../problem.ts';
import type {
  VirtualNodeResource,
  VirtualRouterResource,
  VirtualServiceResource,
} from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import { type MeshIndex, meshPreference } from './mesh-index.ts';
import type { VirtualServiceListenerModel, VirtualServiceModel } from './mesh-model.ts';
import { resolveListener, resolveServiceDiscovery } from './resolve-listener.ts';
import { EVERYTHING } from './resolve-request-match.ts';
import type { PlacedRoute } from './resolve-routes.ts';
import { resolveTargetTls } from './resolve-tls.ts';

/** A virtual service with its provider resolved. `routes` are those of each router, by the router's name. */
export function resolveVirtualService(
  index: MeshIndex,
  service: VirtualServiceResource,
  routes: ReadonlyMap<string, readonly PlacedRoute[]>,
): Result<VirtualServiceModel> {
  const name = service.virtualServiceName;
  const { provider } = service.spec;
  if (provider?.virtualRouter !== undefined) {
    const { virtualRouterName } = provider.virtualRouter;
    const router = index.virtualRouters.get(virtualRouterName);
    if (router === undefined) return withoutProvider(service, 'virtualRouter', virtualRouterName);
    const listeners = routerListeners(router, routes.get(virtualRouterName) ?? []);
    return { value: { name, provider: 'router', listeners }, problems: [] };
  }
  if (provider?.virtualNode !== undefined) {
    const { virtualNodeName } = provider.virtualNode;
    const node = index.virtualNodes.get(virtualNodeName);
    if (node === undefined) return withoutProvider(service, 'virtualNode', virtualNodeName);
    return { value: { name, provider: 'node', listeners: nodeListeners(index, node) }, problems: [] };
  }
  return { value: { name, provider: 'none', listeners: [] }, problems: [] };
}

function routerListeners(
  router: VirtualRouterResource,
  routes: readonly PlacedRoute[],
): readonly VirtualServiceListenerModel[] {
  return (router.spec.listeners ?? []).map(({ portMapping: { port, protocol } }) => {
    const own = routes.filter((placed) => placed.port === port).map(({ route }) => route);
    return { port, protocol, routes: own };
  });
}

/** Callers of a node dial the ports of its listeners. */
function nodeListeners(index: MeshIndex, node: VirtualNodeResource): readonly VirtualServiceListenerModel[] {
  const virtualNode = node.virtualNodeName;
  const serviceDiscovery = resolveServiceDiscovery(node.spec.serviceDiscovery, meshPreference(index));
  if (serviceDiscovery === undefined) return [];
  return (node.spec.listeners ?? []).map((document) => {
    const listener = resolveListener(document);
    const tls = resolveTargetTls(undefined, listener, serviceDiscovery);
    const targets = [{ virtualNode, listener, serviceDiscovery, weight: 1, ...tls }];
    const route = { name: virtualNode, match: EVERYTHING, targets, timeout: {} };
    return { port: listener.port, protocol: listener.protocol, routes: [route] };
  });
}

function withoutProvider(
  service: VirtualServiceResource,
  kind: 'virtualNode' | 'virtualRouter',
  providerName: string,
): Result<VirtualServiceModel> {
  const path = `spec.provider.${kind}.${kind}Name`;
  const problem: Problem = {
    severity: 'error',
    code: 'missing-reference',
    resource: resourceId(resourceKey(service)),
    path,
    message: `${path} is ${providerName}, which does not exist. Until it does, requests are answered with 404.`,
  };
  const value = { name: service.virtualServiceName, provider: 'none', listeners: [] } as const;
  return { value, problems: [problem] };
}
