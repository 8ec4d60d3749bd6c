import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { EMPTY_RESOURCE_SET, type ResourceSet } from '@mesh-workshop/xds';

/**
 * The configurations of many proxies as one that has them all, so that one start of Envoy can check them all. Clusters, routes and
 * listeners get the number of their proxy before their names, and every listener a port of its own.
 */
export function mergeResourceSets(sets: readonly ResourceSet[]): ResourceSet {
  let port = 10_000;
  const merged = sets.map((set, index): ResourceSet => {
    const names = new Set([
      ...Object.keys(set.clusters),
      ...Object.keys(set.routes),
      ...Object.keys(set.listeners),
    ]);
    const rename = (value: JsonValue): JsonValue => {
      if (typeof value === 'string') return names.has(value) ? `${index}_${value}` : value;
      if (Array.isArray(value)) return value.map((item: JsonValue) => rename(item));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rename(member)]));
    };
    const all = (resources: Readonly<Record<string, JsonObject>>) =>
      Object.fromEntries(
        Object.entries(resources).map(([name, resource]) => [
          `${index}_${name}`,
          rename(resource) as JsonObject,
        ]),
      );
    const listeners = Object.entries(all(set.listeners)).map(([name, listener]): [string, JsonObject] => {
      port += 1;
      const { socket_address: address } = listener.address as { socket_address: JsonObject };
      return [name, { ...listener, address: { socket_address: { ...address, port_value: port } } }];
    });
    return {
      clusters: all(set.clusters),
      endpoints: all(set.endpoints),
      routes: all(set.routes),
      listeners: Object.fromEntries(listeners),
      // The name of a secret says what is in it: the same one may be there many times.
      secrets: set.secrets,
    };
  });
  return merged.reduce(
    (whole, part) => ({
      clusters: { ...whole.clusters, ...part.clusters },
      endpoints: { ...whole.endpoints, ...part.endpoints },
      routes: { ...whole.routes, ...part.routes },
      listeners: { ...whole.listeners, ...part.listeners },
      secrets: { ...whole.secrets, ...part.secrets },
    }),
    EMPTY_RESOURCE_SET,
  );
}
