import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { FeedEntry } from '../store/change-feed.ts';
import { FOREGROUND_FINALIZER, ORPHAN_FINALIZER } from '../store/deletion.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import type { Controller, ReconcileKey } from './control-loop.ts';

/** Which objects name which owner, by uid. */
class OwnerIndex {
  readonly #dependents = new Map<string, Set<string>>();

  add(object: KubernetesObject): void {
    for (const owner of object.metadata.ownerReferences ?? []) {
      const known = this.#dependents.get(owner.uid) ?? new Set<string>();
      known.add(object.metadata.uid);
      this.#dependents.set(owner.uid, known);
    }
  }

  remove(object: KubernetesObject): void {
    for (const owner of object.metadata.ownerReferences ?? []) {
      const known = this.#dependents.get(owner.uid);
      known?.delete(object.metadata.uid);
      if (known?.size === 0) this.#dependents.delete(owner.uid);
    }
  }

  of(ownerUid: string): readonly string[] {
    return [...(this.#dependents.get(ownerUid) ?? [])];
  }
}

function deleteObject(
  store: MemoryObjectStore,
  object: KubernetesObject,
  policy: 'Background' | 'Foreground',
): void {
  const definition = store.registry.byKind(object.apiVersion, object.kind);
  if (definition === undefined || object.metadata.deletionTimestamp !== undefined) return;
  store.delete(definition, object.metadata.namespace, object.metadata.name, { propagationPolicy: policy });
}

function withoutFinalizer(store: MemoryObjectStore, object: KubernetesObject, finalizer: string): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((it) => it !== finalizer);
  store.update({ ...object, metadata: { ...object.metadata, finalizers } });
}

function orphan(
  store: MemoryObjectStore,
  owner: KubernetesObject,
  dependents: readonly KubernetesObject[],
): void {
  for (const dependent of dependents) {
    const ownerReferences = (dependent.metadata.ownerReferences ?? []).filter(
      (it) => it.uid !== owner.metadata.uid,
    );
    store.update({ ...dependent, metadata: { ...dependent.metadata, ownerReferences } });
  }
  withoutFinalizer(store, owner, ORPHAN_FINALIZER);
}

function deleteInForeground(
  store: MemoryObjectStore,
  owner: KubernetesObject,
  dependents: readonly KubernetesObject[],
): void {
  const blocking = dependents.filter((it) =>
    it.metadata.ownerReferences?.some(
      (ref) => ref.uid === owner.metadata.uid && ref.blockOwnerDeletion === true,
    ),
  );
  for (const dependent of dependents) {
    deleteObject(store, dependent, blocking.includes(dependent) ? 'Foreground' : 'Background');
  }
  if (blocking.every((it) => store.getByUid(it.metadata.uid) === undefined)) {
    withoutFinalizer(store, owner, FOREGROUND_FINALIZER);
  }
}

/**
 * Deletes objects whose owners are gone, and does what the finalizers foregroundDeletion and orphan stand for. Its keys are uids,
 * of owners and dependents alike.
 */
export function garbageCollector(store: MemoryObjectStore): Controller {
  const index = new OwnerIndex();
  const follow = (entry: FeedEntry): void => {
    if (entry.previous !== undefined) index.remove(entry.previous);
    if (entry.type !== 'DELETED') index.add(entry.object);
  };
  return {
    name: 'garbage collector',
    initialKeys: () => {
      const all = store.registry.all().flatMap((kind) => store.list(kind));
      for (const object of all) index.add(object);
      return all.map((it) => it.metadata.uid);
    },
    keysOf: (entry): readonly ReconcileKey[] => {
      follow(entry);
      const owners = (entry.object.metadata.ownerReferences ?? []).map((it) => it.uid);
      const isDeleted = entry.type === 'DELETED';
      const isMarked = entry.object.metadata.deletionTimestamp !== undefined;
      // An owner is looked at when a dependent goes, because it may wait for that.
      return [
        ...(isDeleted || isMarked || owners.length > 0 ? [entry.object.metadata.uid] : []),
        ...(isDeleted ? owners : []),
      ];
    },
    reconcile: (uid) => {
      const dependents = index.of(uid).flatMap((it) => store.getByUid(it) ?? []);
      const object = store.getByUid(uid);
      if (object === undefined) {
        for (const dependent of dependents) {
          const others = (dependent.metadata.ownerReferences ?? []).filter((it) => it.uid !== uid);
          if (others.every((it) => store.getByUid(it.uid) === undefined))
            deleteObject(store, dependent, 'Background');
        }
        return undefined;
      }
      const owners = object.metadata.ownerReferences ?? [];
      if (owners.length > 0 && owners.every((it) => store.getByUid(it.uid) === undefined)) {
        deleteObject(store, object, 'Background');
      }
      if (object.metadata.deletionTimestamp === undefined) return undefined;
      const finalizers = object.metadata.finalizers ?? [];
      if (finalizers.includes(ORPHAN_FINALIZER)) orphan(store, object, dependents);
      else if (finalizers.includes(FOREGROUND_FINALIZER)) deleteInForeground(store, object, dependents);
      return undefined;
    },
  };
}
