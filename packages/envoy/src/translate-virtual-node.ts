import type { MeshModel, Result, VirtualNodeModel } from '@mesh-workshop/appmesh';
import { resourceId } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { EMPTY_RESOURCE_SET, type ResourceSet } from '@mesh-workshop/xds';
import type { EndpointLookup } from './clusters/endpoint-lookup.ts';
import { translateTargets } from './clusters/target-cluster.ts';
import { translateAccessLog } from './listeners/access-log.ts';
import { interceptForwardProxy } from './listeners/forward-proxy-interception.ts';
import { applicationCluster, ingressRouteConfiguration } from './listeners/ingress.ts';
import type { InterceptedNode, Interception } from './listeners/interception.ts';
import { interceptRedirected } from './listeners/redirect-interception.ts';
import { translateTracing } from './listeners/tracing.ts';
import { ingressCluster, ingressRoutes } from './names.ts';
import type { ProxyContext } from './proxy-context.ts';
import type { ClusterServices } from './service-entry.ts';
import { translateSecrets } from './tls/secrets.ts';

const NO_SERVICES: ClusterServices = { services: [], clusterDomain: '' };

/**
 * Everything that one proxy of a virtual node needs: its own listeners in front of the application, and its backends' listeners,
 * routes and clusters. `cluster` is what it may reach besides, where the mesh allows all. Pure: the same input gives the same output. A node that is not in the mesh gives nothing and a problem.
 */
export function translateVirtualNode(
  mesh: MeshModel,
  virtualNodeName: string,
  endpoints: EndpointLookup,
  context: ProxyContext,
  cluster: ClusterServices = NO_SERVICES,
): Result<ResourceSet> {
  const resource = resourceId({ kind: 'virtualNode', meshName: mesh.meshName, name: virtualNodeName });
  const node = mesh.virtualNodes.get(virtualNodeName);
  if (node === undefined) {
    const message = `Mesh ${mesh.meshName} has no virtual node ${virtualNodeName}; its proxies wait until it is created.`;
    const problem = { severity: 'error', code: 'unknown-virtual-node', resource, path: '', message } as const;
    return { value: EMPTY_RESOURCE_SET, problems: [problem] };
  }
  const traced = { meshName: mesh.meshName, kind: 'virtual_node', name: virtualNodeName } as const;
  const settings = { ...translateAccessLog(node.accessLog), ...translateTracing(context.tracing, traced) };
  const { namespace } = context;
  const intercepted = { mesh, node, resource, settings, namespace, cluster };
  const { value: interception, problems } = intercept(intercepted, context);
  const ingress = translateIngress(mesh, node, interception);
  const egress = translateEgress(mesh, node, endpoints, context);
  const value = {
    clusters: { ...ingress.clusters, ...egress.clusters, ...interception.clusters },
    endpoints: { ...egress.endpoints, ...interception.endpoints },
    listeners: interception.listeners,
    routes: { ...ingress.routes, ...interception.routes },
    secrets: { ...ingress.secrets, ...egress.secrets },
  };
  return { value, problems };
}

function intercept(intercepted: InterceptedNode, { interception, bind }: ProxyContext): Result<Interception> {
  return interception === 'forward-proxy' && bind !== undefined
    ? interceptForwardProxy(intercepted, bind)
    : interceptRedirected(intercepted);
}

function translateIngress({ meshName }: MeshModel, { name }: VirtualNodeModel, interception: Interception) {
  const clusters: Record<string, JsonObject> = {};
  const routes: Record<string, JsonObject> = {};
  for (const { listener, application } of interception.applications) {
    const { protocol, port } = listener;
    const cluster = applicationCluster(meshName, name, listener, application);
    clusters[ingressCluster(meshName, name, protocol, port)] = cluster;
    if (protocol !== 'tcp')
      routes[ingressRoutes(protocol, port)] = ingressRouteConfiguration(meshName, name, listener);
  }
  const secrets = translateSecrets(interception.applications.map(({ listener }) => listener.tls));
  return { clusters, routes, secrets };
}

/** One cluster for each virtual node's listener that a route of a backend leads to. */
function translateEgress(
  { meshName }: MeshModel,
  { backends }: VirtualNodeModel,
  lookup: EndpointLookup,
  { namespace }: ProxyContext,
) {
  const routes = backends.flatMap(({ listeners }) => listeners).flatMap((listener) => listener.routes);
  const targets = routes.flatMap((route) => route.targets);
  return translateTargets(meshName, targets, lookup, namespace);
}
