import { NAMESPACES } from '../objects/kinds.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf, type ReconcileKey } from './control-loop.ts';

/** Empties namespaces that are being deleted, then lets them go. */
export function namespaceController(store: MemoryObjectStore): Controller {
  return {
    name: 'namespace',
    initialKeys: () => store.list(NAMESPACES).map((it) => it.metadata.name),
    keysOf: (entry): readonly ReconcileKey[] => {
      if (isChangeOf(entry, NAMESPACES)) return [entry.object.metadata.name];
      const { namespace } = entry.object.metadata;
      return entry.type === 'DELETED' && namespace !== undefined ? [namespace] : [];
    },
    reconcile: (name) => {
      const namespace = store.get(NAMESPACES, undefined, name);
      if (namespace?.metadata.deletionTimestamp === undefined) return undefined;
      const kinds = store.registry.all().filter((it) => it.namespaced);
      for (const kind of kinds) {
        for (const object of store.list(kind, { namespace: name })) {
          if (object.metadata.deletionTimestamp === undefined) store.delete(kind, name, object.metadata.name);
        }
      }
      if (kinds.some((kind) => store.list(kind, { namespace: name }).length > 0)) return undefined;
      store.modify(NAMESPACES, undefined, name, (it) => ({ ...it, spec: { finalizers: [] } }));
      return undefined;
    },
  };
}
