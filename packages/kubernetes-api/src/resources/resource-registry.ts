import type { KindRef } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from './resource-definition.ts';

/** `apps/v1`, or `v1` for the core group. */
export function formatApiVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The reverse of formatApiVersion. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `deployments.apps`, `pods`: how messages name a kind. */
export function qualifiedPlural(ref: KindRef): string {
  return ref.group === '' ? ref.plural : `${ref.plural}.${ref.group}`;
}

/** All versions of a kind that are served, the stored one first. */
export function servedVersions(definition: ResourceDefinition): readonly string[] {
  return [definition.version, ...(definition.servedVersions ?? []).filter((it) => it !== definition.version)];
}

/** The kinds the API serves now; applied CustomResourceDefinitions add to it while it runs. */
export class ResourceRegistry {
  readonly #byPlural = new Map<string, ResourceDefinition>();

  constructor(definitions: Iterable<ResourceDefinition>) {
    for (const definition of definitions) this.add(definition);
  }

  add(definition: ResourceDefinition): void {
    this.#byPlural.set(qualifiedPlural(definition), definition);
  }

  remove(ref: KindRef): void {
    this.#byPlural.delete(qualifiedPlural(ref));
  }

  all(): readonly ResourceDefinition[] {
    return [...this.#byPlural.values()];
  }

  byRef(ref: KindRef): ResourceDefinition | undefined {
    return this.#byPlural.get(qualifiedPlural(ref));
  }

  /** The kind under this URL path, in any served version. */
  byPath(group: string, version: string, plural: string): ResourceDefinition | undefined {
    const definition = this.byRef({ group, plural });
    return definition !== undefined && servedVersions(definition).includes(version) ? definition : undefined;
  }

  /** The kind an object says it is. */
  byKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    return this.all().find(
      (it) => it.kind === kind && it.group === group && servedVersions(it).includes(version),
    );
  }
}
