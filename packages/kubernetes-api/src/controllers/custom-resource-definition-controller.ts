import {
  CLEANUP_FINALIZER,
  CUSTOM_RESOURCE_DEFINITIONS,
  resourceOfDefinition,
} from '../resources/custom-resource-definitions.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf } from './control-loop.ts';
import { EMPTIED_AFTER_MS } from './namespace-controller.ts';

/** Deletes the objects of definitions that are being deleted, then lets the definitions go. Its keys are the definitions' names. */
export function customResourceDefinitionController(store: MemoryObjectStore): Controller {
  return {
    name: 'custom resource definition',
    initialKeys: () => store.list(CUSTOM_RESOURCE_DEFINITIONS).map((it) => it.metadata.name),
    keysOf: (entry) => {
      if (isChangeOf(entry, CUSTOM_RESOURCE_DEFINITIONS)) return [entry.object.metadata.name];
      const definition = store.get(CUSTOM_RESOURCE_DEFINITIONS, undefined, entry.kind);
      return definition?.metadata.deletionTimestamp === undefined ? [] : [entry.kind];
    },
    reconcile: (name) => {
      const definition = store.get(CUSTOM_RESOURCE_DEFINITIONS, undefined, name);
      const { deletionTimestamp, finalizers = [] } = definition?.metadata ?? {};
      if (definition === undefined || deletionTimestamp === undefined) return undefined;
      const resource = resourceOfDefinition(definition);
      const objects = store.list(resource);
      const waitMs = Date.parse(deletionTimestamp) + EMPTIED_AFTER_MS - store.now();
      if (waitMs > 0 && objects.length > 0) return waitMs;
      for (const { metadata } of objects) {
        if (metadata.deletionTimestamp === undefined)
          store.delete(resource, metadata.namespace, metadata.name);
      }
      if (store.list(resource).length > 0) return undefined;
      const others = finalizers.filter((it) => it !== CLEANUP_FINALIZER);
      store.update({ ...definition, metadata: { ...definition.metadata, finalizers: others } });
      return undefined;
    },
  };
}
