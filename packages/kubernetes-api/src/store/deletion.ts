import { toJson } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { formatTime } from './object-metadata.ts';
import type { DeleteOptions } from './object-store.ts';

/** The garbage collector deletes the dependents first, then removes this finalizer. */
export const FOREGROUND_FINALIZER = 'foregroundDeletion';
/** The garbage collector frees the dependents first, then removes this finalizer. */
export const ORPHAN_FINALIZER = 'orphan';

/** The object as it is once its deletion was asked for; asked again, only a shorter grace changes anything. */
export function markDeleted(
  definition: ResourceDefinition,
  current: KubernetesObject,
  request: {
    readonly graceSeconds: number;
    readonly policy: DeleteOptions['propagationPolicy'];
    readonly nowMs: number;
  },
): KubernetesObject {
  const { metadata } = current;
  const { graceSeconds, policy, nowMs } = request;
  const finalizers = new Set(metadata.finalizers);
  if (policy === 'Foreground') finalizers.add(FOREGROUND_FINALIZER);
  if (policy === 'Orphan') finalizers.add(ORPHAN_FINALIZER);
  const already = metadata.deletionTimestamp !== undefined;
  const isShorter = graceSeconds < (metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY);
  const marked = {
    ...current,
    metadata: {
      ...metadata,
      ...(finalizers.size === 0 ? {} : { finalizers: [...finalizers] }),
      ...(already && !isShorter
        ? {}
        : {
            deletionTimestamp: formatTime(nowMs + graceSeconds * 1000),
            deletionGracePeriodSeconds: graceSeconds,
            generation: metadata.generation + (already ? 0 : 1),
          }),
    },
  } as KubernetesObject;
  return definition.complete ? toJson(definition.complete(marked, current)) : marked;
}

/** Whether nothing keeps the object any more: its deletion was asked for, and grace, finalizers and kind let it go. */
export function isGone(definition: ResourceDefinition, object: KubernetesObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  return (
    deletionTimestamp !== undefined &&
    deletionGracePeriodSeconds === 0 &&
    finalizers.length === 0 &&
    definition.blocksDeletion?.(object) !== true
  );
}
