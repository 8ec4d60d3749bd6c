import { EVENTS, NAMESPACES } from '../objects/kinds.ts';
import type { Condition, KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { qualifiedPlural } from '../resources/resource-registry.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { formatTime } from '../store/object-metadata.ts';
import { type Controller, isChangeOf, type ReconcileKey } from './control-loop.ts';

/**
 * How long a deleted namespace, or the definition of a kind, keeps what is in it. As on a cluster: whoever deletes it together with its content, as
 * `kubectl delete -f` does, still finds that.
 */
export const EMPTIED_AFTER_MS = 5000;

interface Content {
  readonly kind: ResourceDefinition;
  readonly object: KubernetesObject;
}

/** `configmaps. has 2 resource instances`: how the namespace controller of a cluster counts, the dot of the core group included. */
function counted(names: readonly string[], verb: string): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${verb} ${count} resource instances`)
    .join(', ');
}

/** Why the namespace is still there. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/#NamespaceStatus */
function deletionConditions(left: readonly Content[]): readonly Condition[] {
  const kinds = counted(
    left.map(({ kind }) => `${kind.plural}.${kind.group}`),
    'has',
  );
  const finalizers = counted(
    left.flatMap(({ object }) => object.metadata.finalizers ?? []),
    'in',
  );
  return [
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${kinds}`,
    },
    finalizers === ''
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${finalizers}`,
        },
  ];
}

/** Empties namespaces that are being deleted, then lets them go. */
export function namespaceController(store: MemoryObjectStore): Controller {
  const contentOf = (namespace: string): readonly Content[] =>
    store.registry
      .all()
      .filter((kind) => kind.namespaced)
      .flatMap((kind) => store.list(kind, { namespace }).map((object) => ({ kind, object })));
  const isTerminating = (name: string) =>
    store.get(NAMESPACES, undefined, name)?.metadata.deletionTimestamp !== undefined;
  return {
    name: 'namespace',
    initialKeys: () => store.list(NAMESPACES).map((it) => it.metadata.name),
    keysOf: (entry): readonly ReconcileKey[] => {
      if (isChangeOf(entry, NAMESPACES)) return [entry.object.metadata.name];
      const { namespace } = entry.object.metadata;
      return namespace !== undefined && isTerminating(namespace) ? [namespace] : [];
    },
    reconcile: (name) => {
      const namespace = store.get(NAMESPACES, undefined, name);
      const { deletionTimestamp } = namespace?.metadata ?? {};
      if (deletionTimestamp === undefined) return undefined;
      const waitMs = Date.parse(deletionTimestamp) + EMPTIED_AFTER_MS - store.now();
      // Nobody deletes events; a namespace with nothing else in it has nothing to wait for.
      const isNamed = ({ kind }: Content) => qualifiedPlural(kind) !== qualifiedPlural(EVENTS);
      if (waitMs > 0 && contentOf(name).some(isNamed)) return waitMs;
      for (const { kind, object } of contentOf(name)) {
        if (object.metadata.deletionTimestamp === undefined) store.delete(kind, name, object.metadata.name);
      }
      const left = contentOf(name);
      if (left.length === 0) {
        store.modify(NAMESPACES, undefined, name, (it) => ({ ...it, spec: { finalizers: [] } }));
        return undefined;
      }
      store.modifyStatus(NAMESPACES, undefined, name, ({ status = {} }) => ({
        ...status,
        conditions: deletionConditions(left).map((it) => ({
          ...it,
          lastTransitionTime:
            status.conditions?.find(({ type, status: was }) => type === it.type && was === it.status)
              ?.lastTransitionTime ?? formatTime(store.now()),
        })),
      }));
      return undefined;
    },
  };
}
