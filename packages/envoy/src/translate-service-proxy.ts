import type { Result } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceSet } from '@mesh-workshop/xds';
import { translateServicePort } from './clusters/service-cluster.ts';
import { edgeSettings } from './listeners/edge.ts';
import { httpConnectionManager } from './listeners/http-connection-manager.ts';
import { localListener, plainly, socketAddress } from './listeners/listener.ts';
import { loadBalancer, SERVICE_PROXY_HTTP } from './names.ts';
import { everythingTo, routeConfiguration, virtualHost } from './routes/route-configuration.ts';
import { portDomains, serviceNames } from './routes/service-names.ts';
import type { ServiceEntry } from './service-entry.ts';

/** `node.id` of a service proxy starts like this. */
export const SERVICE_PROXY_NODE_ID_PREFIX = 'service-proxy/';

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
      const translated = translateServicePort(service, port);
      const { name: cluster } = translated;
      clusters[cluster] = translated.cluster;
      if (translated.endpoints !== undefined) endpoints[cluster] = translated.endpoints;
      virtualHosts.push(virtualHost(cluster, portDomains(hosts, port.port), [everythingTo(cluster)]));
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

function httpProxyListener({ address, httpProxyPort }: ServiceProxyOptions): JsonObject {
  const filter = httpConnectionManager({ statPrefix: 'http-proxy', routeConfig: SERVICE_PROXY_HTTP });
  return localListener(
    SERVICE_PROXY_HTTP,
    socketAddress(address, httpProxyPort),
    'OUTBOUND',
    plainly(filter),
  );
}

function loadBalancerListener(name: string, address: string, nodePort: number): JsonObject {
  const filter = httpConnectionManager({
    statPrefix: 'load-balancer',
    routeConfig: name,
    settings: edgeSettings(CALLERS_OF_LOAD_BALANCERS),
  });
  return localListener(name, socketAddress(address, nodePort), 'INBOUND', plainly(filter));
}

function noSuchService(): JsonObject {
  const text =
    'No Service has this name and port. The service proxy knows <name>, <name>.<namespace> and the longer forms.\n';
  const answer = { status: 404, body: { inline_string: text } };
  return virtualHost('no-such-service', ['*'], [{ match: { prefix: '/' }, direct_response: answer }]);
}
