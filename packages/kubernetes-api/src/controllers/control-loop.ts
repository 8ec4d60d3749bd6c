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

const RETRY_AFTER_PROBLEM_MS = 1000;

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

/** Runs a controller from the change feed: changes are collected per key, each key is worked on by itself, failures are tried again. */
export class ControlLoop {
  readonly #controller: Controller;
  readonly #onProblem: (message: string) => void;
  readonly #queue = new Set<ReconcileKey>();
  readonly #timers = new Map<ReconcileKey, NodeJS.Timeout>();
  readonly #unsubscribe: () => void;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(store: MemoryObjectStore, controller: Controller, onProblem: (message: string) => void) {
    this.#controller = controller;
    this.#onProblem = onProblem;
    this.#unsubscribe = store.watchAll((entry) => {
      for (const key of controller.keysOf(entry)) this.#enqueue(key);
    });
    for (const key of controller.initialKeys()) this.#enqueue(key);
  }

  /** Resolves when the work at hand is done; no other starts. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#queue.clear();
    await this.#running;
  }

  #enqueue(key: ReconcileKey): void {
    if (this.#stopped) return;
    this.#queue.add(key);
    this.#running ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // One turn of the event loop per key: a long queue must not hold up requests.
    await new Promise((resolve) => setImmediate(resolve));
    for (const key of this.#queue) {
      this.#queue.delete(key);
      await this.#work(key);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = undefined;
    if (this.#queue.size > 0) this.#running = this.#drain();
  }

  async #work(key: ReconcileKey): Promise<void> {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    try {
      const after = await this.#controller.reconcile(key);
      if (after !== undefined) this.#requeueAfter(key, after);
    } catch (error) {
      // Somebody was faster, or the namespace is being terminated: the change feed brings the key back when it matters.
      if (isApiError(error, 'Conflict') || isApiError(error, 'NotFound') || isApiError(error, 'Forbidden'))
        return;
      const text =
        error instanceof ApiError || !(error instanceof Error)
          ? String(error)
          : (error.stack ?? error.message);
      this.#onProblem(`${this.#controller.name} controller, ${key}: ${text}`);
      this.#requeueAfter(key, RETRY_AFTER_PROBLEM_MS);
    }
  }

  #requeueAfter(key: ReconcileKey, ms: number): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.#enqueue(key);
    }, ms);
    timer.unref();
    this.#timers.set(key, timer);
  }
}
