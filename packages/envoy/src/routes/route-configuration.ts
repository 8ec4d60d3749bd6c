import type { JsonObject } from '@mesh-workshop/json';

/** A named table of virtual hosts. */
export function routeConfiguration(name: string, virtualHosts: readonly JsonObject[]): JsonObject {
  return { name, virtual_hosts: virtualHosts };
}

/** All requests go there, as they come and for as long as they take: no retry policy, and no time limits. */
export function everythingTo(cluster: string): JsonObject {
  return { match: { prefix: '/' }, route: { cluster, timeout: '0s', idle_timeout: '0s' } };
}

/** A host, under all names that callers use for it. Without routes every request to it is answered with 404. */
export function virtualHost(
  name: string,
  domains: readonly string[],
  routes: readonly JsonObject[],
): JsonObject {
  return { name, domains, ...(routes.length === 0 ? {} : { routes }) };
}
