import { checkConsistency } from '../check-consistency.ts';
import { type EncodedResource, encodeResource } from '../encoding/encode-resource.ts';
import { ADS_ORDER, type ResourceSet, type ResourceTypeName } from '../resource-set.ts';
import type { XdsProblem } from '../xds-problem.ts';
import { contentHash } from './content-hash.ts';
import { endpointsNameOf } from './resource-references.ts';

/** One resource of a snapshot. `key` changes whenever the resource has to be sent again. */
export interface Entry {
  readonly key: string;
  readonly resource: EncodedResource;
}

/** The resources of one type by name. */
export type Entries = ReadonlyMap<string, Entry>;

/** A complete, consistent and encoded configuration of one proxy. */
export interface Snapshot {
  /** Content hash over all types. */
  readonly version: string;
  readonly versions: Readonly<Record<ResourceTypeName, string>>;
  readonly entries: Readonly<Record<ResourceTypeName, Entries>>;
}

/** The version of a set of resources of one type: a hash over their names and contents, whatever their order. */
export function versionOf(entries: Entries): string {
  const lines = [...entries].map(([name, entry]) => `${JSON.stringify(name)} ${entry.key}\n`);
  return contentHash(lines.sort().join(''));
}

/**
 * A cluster that is replaced waits for endpoints even when these are what they were, so the hashes of the clusters
 * that use them belong to the endpoints' key.
 */
function mixClusters(endpoints: Entries, clusters: Entries): Entries {
  const users = new Map<string, string[]>();
  for (const { resource } of clusters.values()) {
    const name = endpointsNameOf(resource.json);
    if (name !== undefined) {
      users.set(name, [...(users.get(name) ?? []), resource.hash]);
    }
  }
  return new Map(
    [...endpoints].map(([name, entry]) => {
      const hashes = (users.get(name) ?? []).sort();
      return [name, { ...entry, key: contentHash([entry.resource.hash, ...hashes].join(' ')) }];
    }),
  );
}

/** Encodes and checks a resource set. All problems of encoding and of consistency come together. */
export function buildSnapshot(
  set: ResourceSet,
): { readonly snapshot: Snapshot } | { readonly problems: readonly XdsProblem[] } {
  const problems: XdsProblem[] = [];
  function encodeAll(type: ResourceTypeName): Entries {
    const entries = new Map<string, Entry>();
    for (const [name, json] of Object.entries(set[type])) {
      const encoding = encodeResource(type, json);
      if ('encoded' in encoding) {
        entries.set(name, { key: encoding.encoded.hash, resource: encoding.encoded });
      } else {
        problems.push(...encoding.problems.map((problem) => ({ type, name, ...problem })));
      }
    }
    return entries;
  }
  const clusters = encodeAll('clusters');
  const entries: Record<ResourceTypeName, Entries> = {
    secrets: encodeAll('secrets'),
    clusters,
    endpoints: mixClusters(encodeAll('endpoints'), clusters),
    listeners: encodeAll('listeners'),
    routes: encodeAll('routes'),
  };
  problems.push(...checkConsistency(set));
  if (problems.length > 0) {
    return { problems };
  }
  const versions = Object.fromEntries(ADS_ORDER.map((type) => [type, versionOf(entries[type])])) as Record<
    ResourceTypeName,
    string
  >;
  const version = contentHash(ADS_ORDER.map((type) => `${type} ${versions[type]}\n`).join(''));
  return { snapshot: { version, versions, entries } };
}
