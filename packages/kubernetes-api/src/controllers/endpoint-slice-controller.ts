import { ENDPOINT_SLICES, PODS, SERVICES } from '../objects/kinds.ts';
import type { EndpointSlice } from '../objects/service.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf, keyOf, type ReconcileKey, splitKey } from './control-loop.ts';
import {
  MANAGED_BY,
  MANAGER,
  type PodPort,
  planEndpointSlices,
  SERVICE_NAME,
  selectsPod,
} from './plan-endpoint-slices.ts';

/** Keeps the endpoint slices of every Service with a selector in step with its pods. */
export function endpointSliceController(store: MemoryObjectStore, podPort: PodPort): Controller {
  return {
    name: 'endpoint slice',
    initialKeys: () => store.list(SERVICES).map(keyOf),
    keysOf: (entry): readonly ReconcileKey[] => {
      const { namespace, labels } = entry.object.metadata;
      if (isChangeOf(entry, SERVICES)) return [keyOf(entry.object)];
      if (isChangeOf(entry, ENDPOINT_SLICES)) {
        const service = labels?.[SERVICE_NAME];
        return service === undefined ? [] : [`${namespace}/${service}`];
      }
      if (!isChangeOf(entry, PODS) || namespace === undefined) return [];
      const before = entry.previous?.metadata.labels;
      return store
        .list(SERVICES, { namespace })
        .filter((it) => selectsPod(it, labels) || selectsPod(it, before))
        .map(keyOf);
    },
    reconcile: (key) => {
      const { namespace, name } = splitKey(key);
      const service = store.get(SERVICES, namespace, name);
      // The garbage collector removes the slices of a Service that is gone.
      if (service === undefined || service.metadata.deletionTimestamp !== undefined) return undefined;
      const wanted = planEndpointSlices(service, store.list(PODS, { namespace }), podPort);
      const labelSelector = `${SERVICE_NAME}=${name},${MANAGED_BY}=${MANAGER}`;
      for (const slice of store.list(ENDPOINT_SLICES, { namespace, labelSelector })) {
        if (!wanted.some((it) => it.metadata.name === slice.metadata.name)) {
          store.delete(ENDPOINT_SLICES, namespace, slice.metadata.name);
        }
      }
      for (const slice of wanted) {
        const updated = store.modify(
          ENDPOINT_SLICES,
          namespace,
          slice.metadata.name ?? '',
          (it): EndpointSlice => ({
            ...it,
            metadata: { ...it.metadata, ...slice.metadata },
            endpoints: slice.endpoints,
            ports: slice.ports,
          }),
        );
        if (updated === undefined) store.create(slice);
      }
      return undefined;
    },
  };
}
