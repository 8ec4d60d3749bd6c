import type { JsonObject } from '@mesh-workshop/json';

/** The resource types a proxy is given over its aggregated stream. */
export type ResourceTypeName = 'clusters' | 'endpoints' | 'listeners' | 'routes' | 'secrets';

/** The order in which the types of one change are sent: what is referred to goes before what refers to it. */
export const ADS_ORDER: readonly ResourceTypeName[] = [
  'secrets',
  'clusters',
  'endpoints',
  'listeners',
  'routes',
];

/** The resources of one type, keyed by the resource's own name (endpoints: `cluster_name`). */
export type NamedResources = Readonly<Record<string, JsonObject>>;

/**
 * Everything one proxy is configured with: canonical proto3 JSON with Envoy's own field names (`connect_timeout: "1s"`,
 * wrappers as bare values, `@type` in `Any`).
 */
export type ResourceSet = { readonly [T in ResourceTypeName]: NamedResources };

/** A proxy without any configuration. */
export const EMPTY_RESOURCE_SET: ResourceSet = {
  clusters: {},
  endpoints: {},
  listeners: {},
  routes: {},
  secrets: {},
};
