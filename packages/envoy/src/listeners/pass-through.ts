import type { JsonObject } from '@mesh-workshop/json';
import type { NamedResources } from '@mesh-workshop/xds';
import { clusterBase } from '../clusters/cluster.ts';
import { translateServicePort } from '../clusters/service-cluster.ts';
import { allowAllCluster } from '../names.ts';
import { everythingTo, virtualHost } from '../routes/route-configuration.ts';
import { longNames, portDomains } from '../routes/service-names.ts';
import type { ServiceEntry } from '../service-entry.ts';
import { extension, typed } from '../typed-config.ts';
import type { InterceptedNode } from './interception.ts';

/** Must be the same in the filter and in the cluster: it is one cache. */
const DNS_CACHE: JsonObject = { dns_cache_config: { name: 'egress', dns_lookup_family: 'V4_PREFERRED' } };

/** Resolves hosts that only the request names. Does nothing for requests to backends; always there, so that a change of the egress filter does not touch the listener. */
export const DYNAMIC_FORWARD_PROXY = extension(
  'envoy.filters.http.dynamic_forward_proxy',
  'envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig',
  DNS_CACHE,
);

/** What of an egress listener is for hosts that are no backend. */
interface PassThrough {
  readonly virtualHosts: readonly JsonObject[];
  readonly clusters: NamedResources;
  readonly endpoints: NamedResources;
}

/**
 * Hosts that are no backend, behind a forward proxy. Where the mesh allows all, the application reaches what it would without a mesh:
 * every Service by every form of its name, the short one in its own namespace, and whatever DNS knows. What a backend answers to is
 * the backend's. Where the mesh drops all, nothing: 404.
 */
export function passThrough(
  { mesh: { meshName, egressFilter }, namespace, cluster: { services, clusterDomain } }: InterceptedNode,
  backends: readonly JsonObject[],
): PassThrough {
  if (egressFilter === 'DROP_ALL') return { virtualHosts: [], clusters: {}, endpoints: {} };
  const isTaken = takenBy(backends);
  const virtualHosts: JsonObject[] = [];
  const clusters: Record<string, JsonObject> = {};
  const endpoints: Record<string, JsonObject> = {};
  for (const service of [...services].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))) {
    const short = service.namespace === namespace ? [service.name] : [];
    const hosts = [...short, ...longNames(service, clusterDomain)];
    for (const port of service.ports) {
      const domains = portDomains(hosts, port.port).filter((domain) => !isTaken(domain));
      if (domains.length === 0) continue;
      const translated = translateServicePort(service, port);
      clusters[translated.name] = translated.cluster;
      if (translated.endpoints !== undefined) endpoints[translated.name] = translated.endpoints;
      virtualHosts.push(virtualHost(translated.name, domains, [everythingTo(translated.name)]));
    }
  }
  const everythingElse = allowAllCluster(meshName);
  virtualHosts.push(virtualHost('mesh-allow-all', ['*'], [everythingTo(everythingElse)]));
  return { virtualHosts, clusters: { ...clusters, [everythingElse]: dnsCluster(everythingElse) }, endpoints };
}

/** Whether a host belongs to one of `virtualHosts`: Envoy refuses the same domain twice, and would prefer a whole one to `host:*`. */
function takenBy(virtualHosts: readonly JsonObject[]): (domain: string) => boolean {
  const taken = new Set(virtualHosts.flatMap(({ domains }) => (domains as readonly string[]).map(lowerCase)));
  return (domain) => {
    const [host = ''] = lowerCase(domain).split(':');
    return taken.has(lowerCase(domain)) || taken.has(`${host}:*`);
  };
}

/** Host names do not tell upper from lower case. */
function lowerCase(domain: string): string {
  return domain.toLowerCase();
}

function sortKey({ namespace, name }: ServiceEntry): string {
  return `${namespace}/${name}`;
}

/** Asks DNS for the host that a request names. */
function dnsCluster(name: string): JsonObject {
  const type = 'envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig';
  return {
    ...clusterBase(name),
    lb_policy: 'CLUSTER_PROVIDED',
    cluster_type: {
      name: 'envoy.clusters.dynamic_forward_proxy',
      typed_config: typed(type, DNS_CACHE),
    },
  };
}
