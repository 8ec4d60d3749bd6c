import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '@mesh-workshop/json';
import { type EncodedResource, encodeResource } from '../encoding/encode-resource.ts';
import type { Entry } from '../snapshot/build-snapshot.ts';
import { namedClusters } from '../snapshot/named-clusters.ts';
import { clustersNamedByRoutes } from '../snapshot/resource-references.ts';

function virtualHostsOf(routes: JsonObject): readonly JsonObject[] {
  const hosts = routes.virtual_hosts;
  return Array.isArray(hosts) ? hosts.filter((host: JsonValue) => isJsonObject(host)) : [];
}

function domainsOf(host: JsonObject): readonly string[] {
  return Array.isArray(host.domains) ? host.domains.map(String) : [];
}

function isReady(part: JsonObject, isServing: (cluster: string) => boolean): boolean {
  return clustersNamedByRoutes(part).every(({ name }) => isServing(name));
}

/** The virtual hosts that treat the domains of `held` as they were treated before; none for domains that are new. */
function before(held: JsonObject, previous: readonly JsonObject[]): readonly JsonObject[] {
  const domains = new Set(domainsOf(held));
  return previous
    .map((host) => ({
      ...host,
      name: host.name ?? '',
      domains: domainsOf(host).filter((domain) => domains.has(domain)),
    }))
    .filter((host) => host.domains.length > 0)
    .map((host, index) => ({
      ...host,
      name: index === 0 ? (held.name ?? '') : `${held.name} (${host.name})`,
    }));
}

function sameHosts(a: readonly JsonObject[], b: readonly JsonObject[]): boolean {
  const texts = (hosts: readonly JsonObject[]) => hosts.map(canonicalJson).sort().join();
  return texts(a) === texts(b);
}

function hold(
  next: Entry,
  previous: Entry | undefined,
  isServing: (cluster: string) => boolean,
): Entry | undefined {
  const { virtual_hosts: _hosts, ...rest } = next.resource.json;
  if (!isReady(rest, isServing)) {
    return previous;
  }
  const old = previous === undefined ? [] : virtualHostsOf(previous.resource.json);
  const hosts = virtualHostsOf(next.resource.json).flatMap((host) =>
    isReady(host, isServing) ? [host] : before(host, old),
  );
  if (previous !== undefined && sameHosts(hosts, old)) {
    return previous;
  }
  const encoding = encodeResource('routes', { ...rest, virtual_hosts: hosts });
  return 'encoded' in encoding ? { key: encoding.encoded.hash, resource: encoding.encoded } : previous;
}

/** The last answer for each route configuration: it is asked for at each event of a stream. */
const answers = new WeakMap<
  EncodedResource,
  { readonly question: string; readonly answer: Entry | undefined }
>();

/**
 * The routes in which each virtual host that names a cluster that does not serve is left as it was, domain by domain, while all
 * others are new. `previous`: what the client has; undefined when it has none. Undefined: nothing of it can be sent.
 */
export function holdVirtualHosts(
  next: Entry,
  previous: Entry | undefined,
  isServing: (cluster: string) => boolean,
): Entry | undefined {
  const missing = namedClusters('routes', next.resource).filter((name) => !isServing(name));
  if (missing.length === 0) {
    return next;
  }
  const question = JSON.stringify([previous?.key, missing]);
  const known = answers.get(next.resource);
  if (known?.question === question) {
    return known.answer;
  }
  const answer = hold(next, previous, isServing);
  answers.set(next.resource, { question, answer });
  return answer;
}
