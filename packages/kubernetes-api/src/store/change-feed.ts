import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Change } from './object-store.ts';

/** A change with the kind it belongs to and its place in the order of all changes. */
export interface FeedEntry extends Change<KubernetesObject> {
  /** `deployments.apps` */
  readonly kind: string;
  readonly resourceVersion: number;
}

/** How much is remembered for watches that continue from an older version: so many changes, and so many bytes of objects as JSON. */
const REMEMBERED = { changes: 4096, bytes: 32 * 1024 * 1024 };

/**
 * Delivers changes in order, in a microtask after the write: a listener that writes again never runs inside another listener's
 * turn, and nobody sees changes out of order. A listener that throws loses that one change and keeps nobody from any other.
 */
export class ChangeFeed {
  readonly #listeners = new Set<(entry: FeedEntry) => void>();
  readonly #onListenerError: (error: unknown) => void;
  readonly #history: { readonly entry: FeedEntry; readonly bytes: number }[] = [];
  #historyBytes = 0;
  #pending: FeedEntry[] = [];
  /** Changes up to and including this version are forgotten. */
  #forgottenUpTo: number;

  /** `onListenerError` is told what a listener threw. */
  constructor(startVersion: number, onListenerError: (error: unknown) => void) {
    this.#forgottenUpTo = startVersion - 1;
    this.#onListenerError = onListenerError;
  }

  push(entry: FeedEntry): void {
    // The object before is in the change before, or was there at the start: it does not count twice.
    const bytes = JSON.stringify(entry.object).length;
    this.#history.push({ entry, bytes });
    this.#historyBytes += bytes;
    while (this.#history.length > REMEMBERED.changes || this.#historyBytes > REMEMBERED.bytes) {
      const forgotten = this.#history.shift();
      if (forgotten === undefined) break;
      this.#historyBytes -= forgotten.bytes;
      this.#forgottenUpTo = forgotten.entry.resourceVersion;
    }
    this.#pending.push(entry);
    if (this.#pending.length === 1) queueMicrotask(() => this.#deliver());
  }

  /** The changes after this version, or undefined when some of them are forgotten. */
  since(resourceVersion: number): readonly FeedEntry[] | undefined {
    if (resourceVersion < this.#forgottenUpTo) return undefined;
    return this.#history.map(({ entry }) => entry).filter((entry) => entry.resourceVersion > resourceVersion);
  }

  subscribe(listener: (entry: FeedEntry) => void, afterVersion: number): () => void {
    // What was written before the subscription may still be pending; the subscriber has seen it in its list.
    const own = (entry: FeedEntry) => {
      if (entry.resourceVersion > afterVersion) listener(entry);
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  #deliver(): void {
    const batch = this.#pending;
    this.#pending = [];
    for (const entry of batch) {
      for (const listener of [...this.#listeners]) {
        if (!this.#listeners.has(listener)) continue;
        try {
          listener(entry);
        } catch (error) {
          this.#onListenerError(error);
        }
      }
    }
  }
}
