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
import { nodeIngressFilter } from './ingress.ts';
import type { InterceptedNode, Interception } from './interception.ts';
import { tcpProxy, tcpRouteProxy } from './tcp-proxy.ts';

/** Gives a redirected connection the address back that it was meant for; filter chains are chosen by it. */
const ORIGINAL_DST = extension(
  'envoy.filters.listener.original_dst',
  'envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
);

/**
 * By the server name of a TLS connection AWS's own endpoints are let through. It is read on their port alone: the inspector waits for
 * the client's first bytes, for which a server that speaks first would wait in vain.
 */
const SERVER_NAME_ON_443: JsonObject = {
  ...TLS_INSPECTOR,
  filter_disabled: { not_match: { destination_port_range: { start: 443, end: 444 } } },
};

/** A server behind a listener of tcp may speak first, unless plain and TLS connections to it have to be told apart. */
function unlessPlainTcp(served: VirtualNodeModel['listeners']): JsonObject {
  const rules = served
    .filter(({ protocol, tls }) => protocol === 'tcp' && tls?.mode !== 'PERMISSIVE')
    .map(({ port }) => ({ destination_port_range: { start: port, end: port + 1 } }));
  const [first, second] = rules;
  if (first === undefined) return {};
  return { filter_disabled: second === undefined ? first : { or_match: { rules } } };
}

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
    served.length === 0 ? {} : { [redirectIngressListener()]: ingressListener(mesh, node, served, settings) };
  const routed = ports.filter(({ protocol }) => protocol !== 'tcp');
  const routes = routed.map((port) => [
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
  { meshName }: MeshModel,
  node: VirtualNodeModel,
  served: VirtualNodeModel['listeners'],
  settings: JsonObject,
): JsonObject {
  return {
    name: redirectIngressListener(),
    address: anyAddress(node.ipPreference, REDIRECT_INGRESS_PORT),
    traffic_direction: 'INBOUND',
    listener_filters: [
      ORIGINAL_DST,
      ...tlsListenerFilters(served).map((filter) => ({ ...filter, ...unlessPlainTcp(served) })),
    ],
    filter_chains: served.flatMap((listener) =>
      tlsFilterChains(listener, [nodeIngressFilter(meshName, node.name, listener, settings)], {
        destination_port: listener.port,
      }),
    ),
  };
}

function egressListener(
  mesh: MeshModel,
  node: VirtualNodeModel,
  ports: readonly EgressPort[],
  settings: JsonObject,
): JsonObject {
  const backends = ports.map((port) => ({
    filter_chain_match: { destination_port: port.port },
    filters: backendFilters(mesh.meshName, port, settings),
  }));
  const amazonaws = {
    filter_chain_match: { destination_port: 443, server_names: ['*.amazonaws.com'] },
    filters: [tcpProxy('egress', { cluster: amazonawsCluster(mesh.meshName) })],
  };
  const everythingElse = { filters: [tcpProxy('egress', { cluster: allowAllCluster(mesh.meshName) })] };
  return {
    name: redirectEgressListener(),
    address: anyAddress(node.ipPreference, REDIRECT_EGRESS_PORT),
    traffic_direction: 'OUTBOUND',
    listener_filters: [ORIGINAL_DST, SERVER_NAME_ON_443],
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

/** What serves one port of backends: requests by their routes, connections by the one route there is. Without it they are closed. */
function backendFilters(
  mesh: string,
  { protocol, port, hosts }: EgressPort,
  settings: JsonObject,
): readonly JsonObject[] {
  if (protocol === 'tcp')
    return (hosts[0]?.listener.routes ?? []).map((route) => tcpRouteProxy(mesh, route, settings));
  const routeConfig = egressRoutes(protocol, port);
  return [httpConnectionManager({ statPrefix: 'egress', routeConfig, settings })];
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
