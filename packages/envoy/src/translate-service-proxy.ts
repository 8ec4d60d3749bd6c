import type { Result } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceSet } from '@mesh-workshop/xds';
import { edsCluster, loadAssignment } from './clusters/cluster.ts';
import { edgeSettings } from './listeners/edge.ts';
import { httpConnectionManager } from './listeners/http-connection-manager.ts';
import { localListener, socketAddress } from './listeners/listener.ts';
import { loadBalancer, SERVICE_PROXY_HTTP, serviceCluster } from './names.ts';
import { routeConfiguration, virtualHost } from './routes/route-configuration.ts';
import { serviceNames } from './routes/service-names.ts';
import type { ServiceEntry, ServicePortEntry } from './service-entry.ts';

/** `node.id` of a service proxy starts like this. */
export const SERVICE_PROXY_NODE_ID_PREFIX = 'service-proxy/';

/** Nothing behind it tries again, so a slow machine is given time. */
const CONNECT_TIMEOUT = '5s';

/**
 * A load balancer of TCP connections, which Services have by default, leaves every header as it is. Here whoever calls is on this
 * machine, and may itself be what terminates TLS: it is believed.
 */
const CALLERS_OF_LOAD_BALANCERS = 1;

export interface ServiceProxyOptions {
  /** IP address of all its listeners. */
  readonly address: string;
  /** Port of its HTTP proxy. */
  readonly httpProxyPort: number;
  /** As `cluster.local`. */
  readonly clusterDomain: string;
}

/**
 * Everything a service proxy needs: an HTTP proxy that knows every Service by name, and a load balancer for each Service that
 * wants one. It hides nothing: it never tries a request again and never gives one up. Deterministic in the order of `services`.
 */
export function translateServiceProxy(
  services: readonly ServiceEntry[],
  options: ServiceProxyOptions,
): Result<ResourceSet> {
  const sorted = [...services].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const names = serviceNames(sorted, options.clusterDomain);
  const clusters: Record<string, JsonObject> = {};
  const endpoints: Record<string, JsonObject> = {};
  const listeners: Record<string, JsonObject> = { [SERVICE_PROXY_HTTP]: httpProxyListener(options) };
  const routes: Record<string, JsonObject> = {};
  const virtualHosts: JsonObject[] = [];
  for (const [service, hosts] of names.value) {
    for (const port of service.ports) {
      const cluster = serviceCluster(service.namespace, service.name, port.port);
      clusters[cluster] = edsCluster(cluster, 'http', { connectTimeout: CONNECT_TIMEOUT });
      endpoints[cluster] = loadAssignment(cluster, port.endpoints);
      virtualHosts.push(virtualHost(cluster, domains(hosts, port.port), [everythingTo(cluster)]));
      if (service.type !== 'LoadBalancer' || port.nodePort === undefined) continue;
      const name = loadBalancer(service.namespace, service.name, port.port);
      listeners[name] = loadBalancerListener(name, options.address, port.nodePort);
      routes[name] = routeConfiguration(name, [virtualHost(cluster, ['*'], [everythingTo(cluster)])]);
    }
  }
  routes[SERVICE_PROXY_HTTP] = routeConfiguration(SERVICE_PROXY_HTTP, [...virtualHosts, noSuchService()]);
  return { value: { clusters, endpoints, listeners, routes, secrets: {} }, problems: names.problems };
}

function sortKey({ namespace, name }: ServiceEntry): string {
  return `${namespace}/${name}`;
}

/** Clients leave `:80` out of the host they name. */
function domains(hosts: readonly string[], port: ServicePortEntry['port']): readonly string[] {
  return hosts.flatMap((host) => (port === 80 ? [host, `${host}:80`] : [`${host}:${port}`]));
}

function httpProxyListener({ address, httpProxyPort }: ServiceProxyOptions): JsonObject {
  const filter = httpConnectionManager({ statPrefix: 'http-proxy', routeConfig: SERVICE_PROXY_HTTP });
  return localListener(SERVICE_PROXY_HTTP, socketAddress(address, httpProxyPort), 'OUTBOUND', filter);
}

function loadBalancerListener(name: string, address: string, nodePort: number): JsonObject {
  const filter = httpConnectionManager({
    statPrefix: 'load-balancer',
    routeConfig: name,
    settings: edgeSettings(CALLERS_OF_LOAD_BALANCERS),
  });
  return localListener(name, socketAddress(address, nodePort), 'INBOUND', filter);
}

/** No retry policy and no time limits: what fails or hangs behind it is seen in front of it. */
function everythingTo(cluster: string): JsonObject {
  return { match: { prefix: '/' }, route: { cluster, timeout: '0s', idle_timeout: '0s' } };
}

function noSuchService(): JsonObject {
  const text =
    'No Service has this name and port. The service proxy knows <name>, <name>.<namespace> and the longer forms.\n';
  const answer = { status: 404, body: { inline_string: text } };
  return virtualHost('no-such-service', ['*'], [{ match: { prefix: '/' }, direct_response: answer }]);
}
