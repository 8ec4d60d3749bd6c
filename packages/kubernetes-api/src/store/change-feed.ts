import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Change } from './object-store.ts';

/** A change with the kind it belongs to and its place in the order of all changes. */
export interface FeedEntry extends Change<KubernetesObject> {
  /** `deployments.apps` */
  readonly kind: string;
  readonly resourceVersion: number;
}

/** How many changes are remembered for watches that continue from an older version. */
const REMEMBERED = 4096;

/**
 * Delivers changes in order, in a microtask after the write: a listener that writes again never runs inside another listener's
 * turn, and nobody sees changes out of order.
 */
export class ChangeFeed {
  readonly #listeners = new Set<(entry: FeedEntry) => void>();
  readonly #history: FeedEntry[] = [];
  #pending: FeedEntry[] = [];
  /** Changes up to and including this version are forgotten. */
  #forgottenUpTo: number;

  constructor(startVersion: number) {
    this.#forgottenUpTo = startVersion - 1;
  }

  push(entry: FeedEntry): void {
    this.#history.push(entry);
    if (this.#history.length > REMEMBERED) {
      this.#forgottenUpTo = this.#history.shift()?.resourceVersion ?? this.#forgottenUpTo;
    }
    this.#pending.push(entry);
    if (this.#pending.length === 1) queueMicrotask(() => this.#deliver());
  }

  /** The changes after this version, or undefined when some of them are forgotten. */
  since(resourceVersion: number): readonly FeedEntry[] | undefined {
    if (resourceVersion < this.#forgottenUpTo) return undefined;
    return this.#history.filter((entry) => entry.resourceVersion > resourceVersion);
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
        if (this.#listeners.has(listener)) listener(entry);
      }
    }
  }
}
