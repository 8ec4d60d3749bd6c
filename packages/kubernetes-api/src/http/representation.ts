import type { JsonObject } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { formatApiVersion } from '../resources/resource-registry.ts';
import { buildTable, type IncludeObject } from '../tables/build-table.ts';

/** In which form the client wants objects. */
export interface Representation {
  readonly definition: ResourceDefinition;
  /** The version in the URL. */
  readonly version: string;
  readonly as: 'Object' | 'Table' | 'PartialObjectMetadata';
  readonly includeObject: IncludeObject;
  readonly nowMs: number;
}

/** Reads what the first acceptable media type of the Accept header asks for. */
export function parseAccept(accept: string | undefined): Representation['as'] {
  for (const type of (accept ?? '').split(',')) {
    if (/;\s*as=Table/.test(type)) return 'Table';
    if (/;\s*as=PartialObjectMetadata(List)?/.test(type)) return 'PartialObjectMetadata';
    if (/^\s*(application\/json|\*\/\*|application\/yaml)/.test(type)) return 'Object';
  }
  return 'Object';
}

function relabelled(object: KubernetesObject, { definition, version }: Representation): JsonObject {
  const apiVersion = formatApiVersion(definition.group, version);
  return { ...object, apiVersion } as unknown as JsonObject;
}

function metadataOnly(object: KubernetesObject): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata as unknown as JsonObject,
  };
}

/** One object in the form the client wants. */
export function representObject(object: KubernetesObject, form: Representation): JsonObject {
  if (form.as === 'PartialObjectMetadata') return metadataOnly(object);
  if (form.as === 'Object') return relabelled(object, form);
  return buildTable(form.definition, [object], {
    nowMs: form.nowMs,
    include: form.includeObject,
    metadata: { resourceVersion: object.metadata.resourceVersion },
  });
}

/** A list in the form the client wants; `metadata` carries resourceVersion and continue. */
export function representList(
  objects: readonly KubernetesObject[],
  metadata: JsonObject,
  form: Representation,
): JsonObject {
  if (form.as === 'Table') {
    return buildTable(form.definition, objects, { nowMs: form.nowMs, include: form.includeObject, metadata });
  }
  if (form.as === 'PartialObjectMetadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects.map(metadataOnly),
    };
  }
  return {
    kind: `${form.definition.kind}List`,
    apiVersion: formatApiVersion(form.definition.group, form.version),
    metadata,
    items: objects.map((object) => relabelled(object, form)),
  };
}

/** The object of a BOOKMARK event: nothing but the version up to which the client has seen everything. */
export function representBookmark(metadata: JsonObject, form: Representation): JsonObject {
  if (form.as === 'Table') {
    return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: [], rows: [] };
  }
  return form.as === 'PartialObjectMetadata'
    ? { kind: form.as, apiVersion: 'meta.k8s.io/v1', metadata }
    : {
        kind: form.definition.kind,
        apiVersion: formatApiVersion(form.definition.group, form.version),
        metadata,
      };
}
