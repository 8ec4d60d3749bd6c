import type { JsonObject } from '@mesh-workshop/json';
import type { Condition, KindRef, KubernetesObject } from '../objects/kubernetes-object.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { formatTime } from '../store/object-metadata.ts';
import type { PrinterColumn, ResourceDefinition } from './resource-definition.ts';

interface DefinitionVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: NonNullable<ResourceDefinition['subresources']>['scale'];
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
  readonly schema?: { readonly openAPIV3Schema?: JsonObject };
}

/** apiextensions.k8s.io/v1 */
export interface CustomResourceDefinition extends KubernetesObject {
  readonly kind: 'CustomResourceDefinition';
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: {
      readonly kind: string;
      readonly plural: string;
      readonly singular?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly versions: readonly DefinitionVersion[];
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** apiextensions.k8s.io/v1 CustomResourceDefinition */
export const CUSTOM_RESOURCE_DEFINITIONS: KindRef<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
};

/** Keeps a definition until its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** As on a cluster, the definition gets its finalizer when its deletion is asked for. */
function completeDefinition(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): KubernetesObject {
  const { metadata } = object;
  const isMarkedNow =
    metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined;
  if (!isMarkedNow) return object;
  const finalizers = [...new Set(metadata.finalizers).add(CLEANUP_FINALIZER)];
  return { ...object, metadata: { ...metadata, finalizers } };
}

/** The kind that defines kinds. Schemas in it are not enforced. */
export const CUSTOM_RESOURCE_DEFINITION_RESOURCE: ResourceDefinition = {
  ...CUSTOM_RESOURCE_DEFINITIONS,
  version: 'v1',
  kind: 'CustomResourceDefinition',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  namespaced: false,
  subresources: { status: true },
  printerColumns: [{ name: 'Created At', type: 'string', jsonPath: '.metadata.creationTimestamp' }],
  complete: completeDefinition,
  validate: (object) => {
    const { spec } = object as Partial<CustomResourceDefinition>;
    const stored = spec?.versions?.filter?.((it) => it.storage) ?? [];
    const name = `${spec?.names?.plural}.${spec?.group}`;
    return [
      ...(object.metadata.name === name
        ? []
        : [
            {
              reason: 'Invalid' as const,
              path: 'metadata.name',
              value: object.metadata.name,
              message: `must be spec.names.plural+"."+spec.group (${name})`,
            },
          ]),
      ...(spec?.names?.kind ? [] : [{ reason: 'Required' as const, path: 'spec.names.kind', message: '' }]),
      ...(stored.length === 1
        ? []
        : [
            {
              reason: 'Invalid' as const,
              path: 'spec.versions',
              value: spec?.versions?.map?.((it) => it.name),
              message: 'must have exactly one version marked as storage version',
            },
          ]),
    ];
  },
};

/** The kind that a definition defines. */
export function resourceOfDefinition({ spec }: CustomResourceDefinition): ResourceDefinition {
  const served = spec.versions.filter((it) => it.served).map((it) => it.name);
  const stored = spec.versions.find((it) => it.storage);
  const { names } = spec;
  const schema = stored?.schema?.openAPIV3Schema;
  return {
    group: spec.group,
    version: stored?.name ?? served[0] ?? 'v1',
    servedVersions: served,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    ...(names.shortNames === undefined ? {} : { shortNames: names.shortNames }),
    ...(names.categories === undefined ? {} : { categories: names.categories }),
    namespaced: spec.scope === 'Namespaced',
    ...(schema === undefined ? {} : { schema }),
    subresources: {
      status: stored?.subresources?.status !== undefined,
      ...(stored?.subresources?.scale === undefined ? {} : { scale: stored.subresources.scale }),
    },
    selectableFields: (stored?.selectableFields ?? []).map((it) => it.jsonPath.replace(/^\./, '')),
    printerColumns: stored?.additionalPrinterColumns ?? [
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  };
}

/** Serves what applied definitions define, as long as they are there. Returns the function that stops it. */
export function followCustomResourceDefinitions(store: MemoryObjectStore, clock: () => number): () => void {
  return store.watch(CUSTOM_RESOURCE_DEFINITIONS, ({ type, object }) => {
    const resource = resourceOfDefinition(object);
    if (type === 'DELETED') {
      store.registry.remove(resource);
      return;
    }
    store.registry.add(resource);
    const lastTransitionTime = formatTime(clock());
    if (object.status?.conditions?.some((it) => it.type === 'Established')) return;
    const condition = (conditionType: string, reason: string, message: string): Condition => ({
      type: conditionType,
      status: 'True',
      reason,
      message,
      lastTransitionTime,
    });
    store.modifyStatus(CUSTOM_RESOURCE_DEFINITIONS, undefined, object.metadata.name, () => ({
      acceptedNames: object.spec.names,
      storedVersions: [resource.version],
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
    }));
  });
}
