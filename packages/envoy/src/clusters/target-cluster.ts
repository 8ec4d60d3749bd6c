import { isIP } from 'node:net';
import type {
  ConnectionPoolModel,
  DnsDiscoveryModel,
  ServiceDiscoveryModel,
  TargetModel,
} from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { targetCluster } from '../names.ts';
import { translateSecrets } from '../tls/secrets.ts';
import { translateUpstreamTls } from '../tls/upstream-tls.ts';
import { clusterBase, edsCluster, httpOptions, loadAssignment } from './cluster.ts';
import type { EndpointLookup, EndpointQuery } from './endpoint-lookup.ts';
import { translateHealth } from './health.ts';
import { dnsLookupFamily, preferredEndpoints } from './ip-preference.ts';

/** A cluster, and its endpoints where they do not come from DNS. */
interface TargetCluster {
  readonly name: string;
  readonly cluster: JsonObject;
  readonly endpoints?: JsonObject;
}

/** How a caller reaches one listener of a virtual node. `pool` limits what it may use of it. */
function translateTarget(
  mesh: string,
  target: TargetModel,
  lookup: EndpointLookup,
  namespace: string,
  pool?: ConnectionPoolModel,
): TargetCluster {
  const { listener, serviceDiscovery } = target;
  const { port, protocol } = listener;
  const name = targetCluster(mesh, target);
  const options = pool === undefined ? {} : { pool };
  const more = {
    ...translateHealth(listener, hostOf(serviceDiscovery)),
    ...translateUpstreamTls(target.tls),
  };
  const found = lookup(queryFor(serviceDiscovery, port, namespace));
  if (serviceDiscovery.kind === 'dns' && found === undefined) {
    const base = { ...clusterBase(name, options), ...dnsDiscovery(name, serviceDiscovery, port) };
    return { name, cluster: { ...base, ...more, ...httpOptions(protocol) } };
  }
  const endpoints = preferredEndpoints(found ?? [], serviceDiscovery.ipPreference);
  return {
    name,
    cluster: { ...edsCluster(name, protocol, options), ...more },
    endpoints: loadAssignment(name, endpoints),
  };
}

/** One cluster a listener of a virtual node, however many routes lead to it. `poolOf` says what limits the cluster of a name. */
export function translateTargets(
  mesh: string,
  targets: readonly TargetModel[],
  lookup: EndpointLookup,
  namespace: string,
  poolOf: (cluster: string) => ConnectionPoolModel | undefined = () => undefined,
): {
  readonly clusters: Readonly<Record<string, JsonObject>>;
  readonly endpoints: Readonly<Record<string, JsonObject>>;
  readonly secrets: Readonly<Record<string, JsonObject>>;
} {
  const clusters: Record<string, JsonObject> = {};
  const endpoints: Record<string, JsonObject> = {};
  for (const target of targets) {
    const pool = poolOf(targetCluster(mesh, target));
    const translated = translateTarget(mesh, target, lookup, namespace, pool);
    clusters[translated.name] = translated.cluster;
    if (translated.endpoints !== undefined) endpoints[translated.name] = translated.endpoints;
  }
  return { clusters, endpoints, secrets: translateSecrets(targets.map(({ tls }) => tls)) };
}

/** The part of a cluster that finds a host by DNS, unless it is an address already. */
export function dnsDiscovery(
  name: string,
  { hostname, responseType, ipPreference }: Omit<DnsDiscoveryModel, 'kind'>,
  port: number,
): JsonObject {
  const isAddress = isIP(hostname) !== 0;
  // The trailing dot keeps the resolver from trying search domains first; a name of one word (`localhost`) is meant to try them.
  const isWhole = isAddress || hostname.endsWith('.') || !hostname.includes('.');
  const address = isWhole ? hostname : `${hostname}.`;
  const type = responseType === 'ENDPOINTS' ? 'STRICT_DNS' : 'LOGICAL_DNS';
  return {
    type: isAddress ? 'STATIC' : type,
    ...(isAddress ? {} : dnsLookupFamily(ipPreference)),
    load_assignment: loadAssignment(name, [{ address, port }]),
  };
}

function queryFor(discovery: ServiceDiscoveryModel, port: number, namespace: string): EndpointQuery {
  if (discovery.kind === 'dns') return { hostname: discovery.hostname, port, namespace };
  const { namespaceName, serviceName, attributes } = discovery;
  return { cloudMap: { namespaceName, serviceName, attributes }, port, namespace };
}

/** The host that a health check names. */
function hostOf(discovery: ServiceDiscoveryModel): string {
  if (discovery.kind === 'dns') return discovery.hostname;
  return `${discovery.serviceName}.${discovery.namespaceName}`;
}
