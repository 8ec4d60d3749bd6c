/** How long a key waits after a failure: doubling from the first, up to the longest. Milliseconds. */
export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** How a run ended. */
export type Outcome = { readonly failed: false; readonly againInMs?: number } | { readonly failed: true };

/**
 * Which key is to be worked on, and when. A key that was asked for is there until its work has succeeded after that; it runs once at a
 * time; what it waits for is its own matter. Pure: the clock is given (milliseconds that never go back).
 */
export class Schedule<K> {
  readonly #backOff: BackOff;
  /** In the order in which they became ready. */
  readonly #ready = new Set<K>();
  /** When to run them. */
  readonly #later = new Map<K, number>();
  /** Whether they were asked for again meanwhile. */
  readonly #running = new Map<K, boolean>();
  /** Failures in a row. */
  readonly #failures = new Map<K, number>();

  constructor(backOff: BackOff) {
    this.#backOff = backOff;
  }

  /** Asks for a run that begins from now on. A key that waits after a failure waits no longer. */
  request(key: K): void {
    this.#later.delete(key);
    if (this.#running.has(key)) this.#running.set(key, true);
    else this.#ready.add(key);
  }

  /** The key is of no interest any more. A run under way ends, and none follows it. */
  forget(key: K): void {
    this.#ready.delete(key);
    this.#later.delete(key);
    this.#failures.delete(key);
    if (this.#running.has(key)) this.#running.set(key, false);
  }

  /** The next key to run now, which counts as running from here; undefined when there is none. */
  start(now: number): K | undefined {
    for (const [key, at] of this.#later) {
      if (at > now) continue;
      this.#later.delete(key);
      this.#ready.add(key);
    }
    for (const key of this.#ready) {
      this.#ready.delete(key);
      this.#running.set(key, false);
      return key;
    }
    return undefined;
  }

  /**
   * The run of a key has ended.
   *
   * @returns the wait before the next one in milliseconds; undefined when there is to be none
   */
  end(key: K, outcome: Outcome, now: number): number | undefined {
    const again = this.#running.get(key) === true;
    this.#running.delete(key);
    const wait = this.#waitAfter(key, outcome);
    if (again) this.#ready.add(key);
    else if (wait !== undefined) this.#later.set(key, now + wait);
    return again ? 0 : wait;
  }

  /** When the next key becomes ready by itself; undefined when none will. */
  nextAt(): number | undefined {
    return this.#later.size === 0 ? undefined : Math.min(...this.#later.values());
  }

  #waitAfter(key: K, outcome: Outcome): number | undefined {
    if (!outcome.failed) {
      this.#failures.delete(key);
      return outcome.againInMs;
    }
    const before = this.#failures.get(key) ?? 0;
    this.#failures.set(key, before + 1);
    return Math.min(this.#backOff.firstMs * 2 ** before, this.#backOff.longestMs);
  }
}
