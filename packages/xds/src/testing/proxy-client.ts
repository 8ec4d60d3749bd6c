import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceTypeName } from '../resource-set.ts';
import { endpointsNameOf, routesNamedByListener } from '../snapshot/resource-references.ts';
import { type AdsClient, connectAdsClient, type ReceivedResponse } from './ads-client.ts';

/** A client that subscribes and acknowledges as a proxy does. */
export interface ProxyClient extends AdsClient {
  /** What it has accepted of a type, by name. */
  has(type: ResourceTypeName): Readonly<Record<string, JsonObject>>;
  /** The types of all responses, oldest first. */
  order(): readonly ResourceTypeName[];
}

export interface ProxyClientOptions {
  readonly nodeId?: string;
  /** Returns the words of a NACK, or nothing to accept. */
  readonly reject?: (response: ReceivedResponse) => string | undefined;
  /** Versions of an earlier stream, by type. */
  readonly versions?: Partial<Record<ResourceTypeName, string>>;
}

/** Connects, asks for clusters and listeners, then for what these name, and answers every response. */
export function connectProxyClient(port: number, options: ProxyClientOptions = {}): ProxyClient {
  const { nodeId = 'node-a', reject, versions = {} } = options;
  const client = connectAdsClient(port, { node: { id: nodeId, cluster: 'test', metadata: { pod: 'a' } } });
  const accepted: Partial<Record<ResourceTypeName, Record<string, JsonObject>>> = {};
  const asked: Partial<Record<ResourceTypeName, readonly string[]>> = {};
  const nonces: Partial<Record<ResourceTypeName, string>> = {};
  const current: Partial<Record<ResourceTypeName, string>> = { ...versions };

  function request(type: ResourceTypeName, error?: string): void {
    client.request(type, {
      version: current[type] ?? '',
      nonce: nonces[type] ?? '',
      names: asked[type] ?? [],
      ...(error === undefined ? {} : { error }),
    });
  }

  function ask(type: ResourceTypeName, names: readonly string[]): void {
    const sorted = [...new Set(names)].sort();
    if (sorted.join() !== (asked[type] ?? []).join()) {
      asked[type] = sorted;
      request(type);
    }
  }

  client.onResponse((response) => {
    const { type, version, nonce, resources } = response;
    nonces[type] = nonce;
    const error = reject?.(response);
    if (error === undefined) {
      current[type] = version;
      const isWhole = type === 'clusters' || type === 'listeners';
      accepted[type] = isWhole ? resources : { ...accepted[type], ...resources };
      if (type === 'clusters') {
        ask(
          'endpoints',
          Object.values(resources).flatMap((cluster) => endpointsNameOf(cluster) ?? []),
        );
      } else if (type === 'listeners') {
        ask(
          'routes',
          Object.values(resources).flatMap((one) => routesNamedByListener(one).map(({ name }) => name)),
        );
      }
    }
    request(type, error);
  });
  request('clusters');
  request('listeners');
  return {
    ...client,
    has: (type) => accepted[type] ?? {},
    order: () => client.responses.map(({ type }) => type),
  };
}
