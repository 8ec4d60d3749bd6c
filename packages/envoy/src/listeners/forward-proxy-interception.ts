import type { MeshModel, Problem, Result, VirtualNodeModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import type { NamedResources } from '@mesh-workshop/xds';
import { clusterBase } from '../clusters/cluster.ts';
import {
  allowAllCluster,
  forwardProxyEgressListener,
  forwardProxyEgressRoutes,
  forwardProxyIngressListener,
} from '../names.ts';
import type { Bind } from '../proxy-context.ts';
import { translateRoute } from '../routes/route.ts';
import { routeConfiguration, virtualHost } from '../routes/route-configuration.ts';
import { extension, typed } from '../typed-config.ts';
import { type EgressHost, egressHosts } from './egress-ports.ts';
import { httpConnectionManager } from './http-connection-manager.ts';
import { ingressFilter } from './ingress.ts';
import type { InterceptedNode, Interception } from './interception.ts';
import { localListener, socketAddress } from './listener.ts';

/** Must be the same in the filter and in the cluster: it is one cache. */
const DNS_CACHE: JsonObject = { dns_cache_config: { name: 'egress', dns_lookup_family: 'V4_PREFERRED' } };

/** Resolves hosts that only the request names. Does nothing for requests to backends; always there, so that a change of the egress filter does not touch the listener. */
const DYNAMIC_FORWARD_PROXY = extension(
  'envoy.filters.http.dynamic_forward_proxy',
  'envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig',
  DNS_CACHE,
);

/**
 * Interception without the kernel's help: the application uses the egress listener as its HTTP proxy, and every listener of the
 * virtual node has a port of its own. The listeners depend on the listeners of the virtual node and the proxy's ports alone.
 */
export function interceptForwardProxy(
  { mesh, node, resource, settings }: InterceptedNode,
  bind: Bind,
): Result<Interception> {
  const problems: Problem[] = [];
  const listeners: Record<string, JsonObject> = {};
  const applications: Interception['applications'][number][] = [];
  for (const [index, listener] of node.listeners.entries()) {
    const { port } = listener;
    const bound = bind.ingress[String(port)];
    if (bound === undefined) {
      const path = `spec.listeners[${index}].portMapping.port`;
      const ports = Object.keys(bind.ingress).join(', ') || 'none';
      const message = `${path} is ${port}, but the proxy's pod has no such container port (it has: ${ports}), so this listener is left out; use one of the pod's ports, or add ${port} to the pod.`;
      problems.push({ severity: 'error', code: 'bind-missing', resource, path, message });
      continue;
    }
    const name = forwardProxyIngressListener(port);
    const address = socketAddress(bind.address, bound.port);
    listeners[name] = localListener(name, address, 'INBOUND', ingressFilter(listener, settings));
    applications.push({ listener, application: { address: bind.address, port: bound.appPort } });
  }
  const egress = forwardProxyEgressListener();
  listeners[egress] = localListener(
    egress,
    socketAddress(bind.address, bind.egressPort),
    'OUTBOUND',
    httpConnectionManager({
      statPrefix: 'egress',
      routeConfig: forwardProxyEgressRoutes(),
      filters: [DYNAMIC_FORWARD_PROXY],
      settings,
    }),
  );
  const routes = { [forwardProxyEgressRoutes()]: egressRouteConfiguration(mesh, node) };
  return { value: { listeners, routes, clusters: allowAllClusters(mesh), applications }, problems };
}

/** One table for all ports, because a proxy is dialled on one port for all of them. */
function egressRouteConfiguration(mesh: MeshModel, node: VirtualNodeModel): JsonObject {
  const routed = egressHosts(node.backends).map((host) => {
    const routes = host.listener.routes.map((route) => translateRoute(mesh.meshName, route));
    return virtualHost(`${host.service.name}:${host.listener.port}`, domains(host), routes);
  });
  const unprovided = node.backends
    .filter(({ listeners }) => listeners.length === 0)
    .map(({ name }) => virtualHost(name, [name, `${name}:*`], []));
  return routeConfiguration(forwardProxyEgressRoutes(), [...routed, ...unprovided, ...undeclared(mesh)]);
}

/** Clients leave `:80` out of the host they name, so the bare name is port 80 and no other. */
function domains({ service: { name }, listener: { port } }: EgressHost): readonly string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}

/** Hosts that are no backend: resolved by DNS if the mesh allows all, else answered with 404. */
function undeclared({ meshName, egressFilter }: MeshModel): readonly JsonObject[] {
  if (egressFilter === 'DROP_ALL') return [];
  const cluster = allowAllCluster(meshName);
  return [virtualHost('mesh-allow-all', ['*'], [{ match: { prefix: '/' }, route: { cluster } }])];
}

function allowAllClusters({ meshName, egressFilter }: MeshModel): NamedResources {
  if (egressFilter === 'DROP_ALL') return {};
  const name = allowAllCluster(meshName);
  const type = 'envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig';
  const cluster = {
    ...clusterBase(name),
    lb_policy: 'CLUSTER_PROVIDED',
    cluster_type: {
      name: 'envoy.clusters.dynamic_forward_proxy',
      typed_config: typed(type, DNS_CACHE),
    },
  };
  return { [name]: cluster };
}
