import { WorkQueue } from '@mesh-workshop/work-queue';
import type { KindRef, KubernetesObject } from '../objects/kubernetes-object.ts';
import { qualifiedPlural } from '../resources/resource-registry.ts';
import { ApiError, isApiError } from '../store/api-error.ts';
import type { FeedEntry } from '../store/change-feed.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';

/** What to look at: `namespace/name` of the objects a controller works for. */
export type ReconcileKey = string;

/** When to look at the key again although nothing changed; undefined: not. */
type RequeueAfterMs = number | undefined;

/** One controller: what wakes it, and what it does for one key. */
export interface Controller {
  readonly name: string;
  /** Keys that are to be looked at after this change. */
  readonly keysOf: (entry: FeedEntry) => readonly ReconcileKey[];
  /** Keys to look at when the controller starts. */
  readonly initialKeys: () => readonly ReconcileKey[];
  /** Brings the world closer to what the object wants. Runs for one key at a time. */
  readonly reconcile: (key: ReconcileKey) => RequeueAfterMs | Promise<RequeueAfterMs>;
}

/** An API in this process fails for a reason that stays, or for none that a second would mend: often at first, then ever less. */
const BACK_OFF = { firstMs: 100, longestMs: 30_000 };

/** The key of an object. */
export function keyOf(object: KubernetesObject): ReconcileKey {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** The namespace and name in a key. */
export function splitKey(key: ReconcileKey): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Whether the change is one of this kind, with the objects typed. */
export function isChangeOf<T extends KubernetesObject>(
  entry: FeedEntry,
  kind: KindRef<T>,
): entry is FeedEntry & { readonly object: T; readonly previous?: T } {
  return entry.kind === qualifiedPlural(kind);
}

/** Runs a controller from the change feed: each key by itself, and one that fails again after a wait of its own, while all others go on. */
export class ControlLoop {
  readonly #queue: WorkQueue<ReconcileKey>;
  readonly #unsubscribe: () => void;

  constructor(store: MemoryObjectStore, controller: Controller, onProblem: (message: string) => void) {
    this.#queue = new WorkQueue({
      backOff: BACK_OFF,
      atOnce: 1,
      work: (key) => reconcile(controller, key),
      onFailure: (key, error) => onProblem(`${controller.name} controller, ${key}: ${describeError(error)}`),
    });
    this.#unsubscribe = store.watchAll((entry) => {
      for (const key of controller.keysOf(entry)) this.#queue.add(key);
    });
    for (const key of controller.initialKeys()) this.#queue.add(key);
  }

  /** Resolves when the work at hand is done; no other starts. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#queue.stop();
  }
}

async function reconcile(controller: Controller, key: ReconcileKey): Promise<RequeueAfterMs> {
  try {
    return await controller.reconcile(key);
  } catch (error) {
    // Somebody was faster, or the namespace is being terminated: the change feed brings the key back when it matters.
    const overtaken = ['Conflict', 'NotFound', 'Forbidden'].some((reason) => isApiError(error, reason));
    if (!overtaken) throw error;
    return undefined;
  }
}

function describeError(error: unknown): string {
  return error instanceof ApiError || !(error instanceof Error)
    ? String(error)
    : (error.stack ?? error.message);
}
