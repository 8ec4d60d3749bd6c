import {
  isRedirectionPort,
  type MeshModel,
  type Problem,
  REDIRECT_EGRESS_PORT,
  REDIRECT_INGRESS_PORT,
  type Result,
  type VirtualNodeModel,
} from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import type { NamedResources } from '@mesh-workshop/xds';
import { clusterBase } from '../clusters/cluster.ts';
import { anyAddress, loopbackAddress } from '../clusters/ip-preference.ts';
import {
  allowAllCluster,
  amazonawsCluster,
  egressRoutes,
  redirectEgressListener,
  redirectIngressListener,
} from '../names.ts';
import { translateRoute } from '../routes/route.ts';
import { routeConfiguration, virtualHost } from '../routes/route-configuration.ts';
import { TLS_INSPECTOR, tlsFilterChains, tlsListenerFilters } from '../tls/downstream-tls.ts';
import { extension } from '../typed-config.ts';
import { type EgressPort, egressHosts, egressPorts } from './egress-ports.ts';
import { httpConnectionManager } from './http-connection-manager.ts';
import { ingressFilter } from './ingress.ts';
import type { InterceptedNode, Interception } from './interception.ts';

/** Gives a redirected connection the address back that it was meant for; filter chains are chosen by it. */
const ORIGINAL_DST = extension(
  'envoy.filters.listener.original_dst',
  'envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
);

/** App Mesh's interception: the kernel redirects connections, and the original destination says what they are. */
export function interceptRedirected({
  mesh,
  node,
  resource,
  settings,
}: InterceptedNode): Result<Interception> {
  const { value: ports, problems } = egressPorts(egressHosts(node.backends), resource);
  // What arrives at a port that the proxy has itself would be sent to the proxy again, without end.
  const served = node.listeners.filter(({ port }) => !isRedirectionPort(port));
  const ingress: NamedResources =
    served.length === 0 ? {} : { [redirectIngressListener()]: ingressListener(node, served, settings) };
  const routes = ports.map((port) => [
    egressRoutes(port.protocol, port.port),
    egressRouteConfiguration(mesh.meshName, node, port),
  ]);
  const value = {
    listeners: { ...ingress, [redirectEgressListener()]: egressListener(mesh, node, ports, settings) },
    routes: Object.fromEntries(routes),
    clusters: passThroughClusters(mesh),
    endpoints: {},
    applications: served.map((listener) => ({
      listener,
      application: { address: loopbackAddress(node.ipPreference), port: listener.port },
    })),
  };
  return { value, problems: [...problems, ...reservedPorts(node, resource)] };
}

function reservedPorts({ listeners }: VirtualNodeModel, resource: string): readonly Problem[] {
  return listeners.flatMap(({ port }, index): readonly Problem[] => {
    if (!isRedirectionPort(port)) return [];
    const path = `spec.listeners[${index}].portMapping.port`;
    const message = `${path} is ${port}, which redirection uses itself, so this listener is left out; choose another port.`;
    return [{ severity: 'error', code: 'reserved-port', resource, path, message }];
  });
}

function ingressListener(
  node: VirtualNodeModel,
  served: VirtualNodeModel['listeners'],
  settings: JsonObject,
): JsonObject {
  return {
    name: redirectIngressListener(),
    address: anyAddress(node.ipPreference, REDIRECT_INGRESS_PORT),
    traffic_direction: 'INBOUND',
    listener_filters: [ORIGINAL_DST, ...tlsListenerFilters(served)],
    filter_chains: served.flatMap((listener) =>
      tlsFilterChains(listener, [ingressFilter(listener, settings)], { destination_port: listener.port }),
    ),
  };
}

function egressListener(
  mesh: MeshModel,
  node: VirtualNodeModel,
  ports: readonly EgressPort[],
  settings: JsonObject,
): JsonObject {
  const backends = ports.map(({ protocol, port }) => ({
    filter_chain_match: { destination_port: port },
    filters: [
      httpConnectionManager({ statPrefix: 'egress', routeConfig: egressRoutes(protocol, port), settings }),
    ],
  }));
  const amazonaws = {
    filter_chain_match: { destination_port: 443, server_names: ['*.amazonaws.com'] },
    filters: [tcpProxy(amazonawsCluster(mesh.meshName))],
  };
  const everythingElse = { filters: [tcpProxy(allowAllCluster(mesh.meshName))] };
  return {
    name: redirectEgressListener(),
    address: anyAddress(node.ipPreference, REDIRECT_EGRESS_PORT),
    traffic_direction: 'OUTBOUND',
    // By the server name of a TLS connection AWS's own endpoints are let through.
    listener_filters: [ORIGINAL_DST, TLS_INSPECTOR],
    filter_chains: [...backends, amazonaws],
    ...(mesh.egressFilter === 'ALLOW_ALL' ? { default_filter_chain: everythingElse } : {}),
  };
}

/** The hosts of one port. A virtual service without a provider has no port: it is known, without routes, on all of them. */
function egressRouteConfiguration(
  mesh: string,
  node: VirtualNodeModel,
  { protocol, port, hosts }: EgressPort,
): JsonObject {
  const routed = hosts.map(({ service, listener }) => ({
    name: service.name,
    routes: listener.routes.map((route) => translateRoute(mesh, route)),
  }));
  const unprovided = node.backends
    .filter(({ listeners }) => listeners.length === 0)
    .map(({ name }) => ({ name, routes: [] }));
  const virtualHosts = [...routed, ...unprovided].map(({ name, routes }) =>
    virtualHost(name, [name, `${name}:${port}`], routes),
  );
  return routeConfiguration(egressRoutes(protocol, port), virtualHosts);
}

function tcpProxy(cluster: string): JsonObject {
  return extension(
    'envoy.filters.network.tcp_proxy',
    'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    { stat_prefix: 'egress', cluster },
  );
}

/** Connections that go on to where they were meant to go. */
function passThroughClusters({ meshName, egressFilter }: MeshModel): NamedResources {
  const names = [
    amazonawsCluster(meshName),
    ...(egressFilter === 'ALLOW_ALL' ? [allowAllCluster(meshName)] : []),
  ];
  const passThrough = (name: string): JsonObject => ({
    ...clusterBase(name),
    type: 'ORIGINAL_DST',
    lb_policy: 'CLUSTER_PROVIDED',
  });
  return Object.fromEntries(names.map((name) => [name, passThrough(name)]));
}
