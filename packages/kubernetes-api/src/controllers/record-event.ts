import { createHash } from 'node:crypto';
import type { KubernetesEvent } from '../objects/core.ts';
import { EVENTS } from '../objects/kinds.ts';
import type { KubernetesObject, NewObject } from '../objects/kubernetes-object.ts';
import { ApiError } from '../store/api-error.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { formatTime } from '../store/object-metadata.ts';

/** What to tell about an object; `component` says who tells it. */
export interface EventText {
  readonly type: 'Normal' | 'Warning';
  /** One CamelCase word. */
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  /** e.g. spec.containers{product} */
  readonly fieldPath?: string;
}

/** How long events are kept, as on a cluster. */
const EVENT_LIFETIME_MS = 60 * 60 * 1000;

/** Records a v1 Event about an object; the same event again is counted in the one that is there. */
export function recordEvent(store: MemoryObjectStore, about: KubernetesObject, event: EventText): void {
  const { metadata } = about;
  const now = formatTime(store.now());
  const namespace = metadata.namespace ?? 'default';
  const digest = createHash('sha256')
    .update([metadata.uid, event.reason, event.message, event.component, event.fieldPath].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const name = `${metadata.name}.${digest}`;
  try {
    const counted = store.modify(EVENTS, namespace, name, (it) => ({
      ...it,
      count: (it.count ?? 1) + 1,
      lastTimestamp: now,
    }));
    if (counted !== undefined) return;
    const object: NewObject<KubernetesEvent> = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name: metadata.name,
        uid: metadata.uid,
        ...(metadata.namespace === undefined ? {} : { namespace }),
        ...(event.fieldPath === undefined ? {} : { fieldPath: event.fieldPath }),
      },
      type: event.type,
      reason: event.reason,
      message: event.message,
      source: { component: event.component },
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
    };
    store.create(object);
  } catch (error) {
    // An event about something in a namespace that is going away is not worth a failure.
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Deletes events older than an hour. */
export function expireEvents(store: MemoryObjectStore): void {
  const oldest = store.now() - EVENT_LIFETIME_MS;
  for (const event of store.list(EVENTS)) {
    const last = Date.parse(event.lastTimestamp ?? event.metadata.creationTimestamp);
    if (last < oldest) store.delete(EVENTS, event.metadata.namespace, event.metadata.name);
  }
}
