import { type BackOff, type Outcome, Schedule } from './schedule.ts';

/** What is done for a key, and how. */
export interface WorkQueueOptions<K> {
  readonly backOff: BackOff;
  /** How many keys are worked on at a time. */
  readonly atOnce: number;
  /**
   * Does what there is to do for a key, as it is by now. Whatever it throws makes this key, and no other, run again later.
   *
   * @param signal ends with the queue
   * @returns after how many milliseconds to run again although nobody asks; undefined for not
   */
  work(key: K, signal: AbortSignal): Promise<number | undefined> | number | undefined;
  /** Is told of every run that failed. `retryInMs` is its wait; 0 when it was asked for again meanwhile. */
  onFailure(key: K, error: unknown, retryInMs: number): void;
}

/**
 * Works on keys that somebody asks for: each at most once at a time, and again when it was asked for during its run, so that nothing is
 * lost; requests that come together are one. A key whose work fails is tried again after a wait of its own.
 */
export class WorkQueue<K> {
  readonly #options: WorkQueueOptions<K>;
  readonly #schedule: Schedule<K>;
  readonly #stopping = new AbortController();
  readonly #runs = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  constructor(options: WorkQueueOptions<K>) {
    this.#options = options;
    this.#schedule = new Schedule(options.backOff);
  }

  /** Asks for work on a key. It begins after what runs now, never in this call. */
  add(key: K): void {
    this.#schedule.request(key);
    this.#startSoon();
  }

  /** Takes back everything that was asked for a key. */
  forget(key: K): void {
    this.#schedule.forget(key);
  }

  /** Starts nothing more; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    await Promise.all(this.#runs);
  }

  /** In the next turn of the event loop: a long queue holds up nobody, and requests that come together are one. */
  #startSoon(): void {
    if (this.#stopping.signal.aborted) return;
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      this.#startRuns();
    });
  }

  #startRuns(): void {
    while (this.#runs.size < this.#options.atOnce) {
      const key = this.#schedule.start(performance.now());
      if (key === undefined) break;
      const run = this.#run(key).then(() => {
        this.#runs.delete(run);
        this.#startSoon();
      });
      this.#runs.add(run);
    }
    clearTimeout(this.#timer);
    const next = this.#schedule.nextAt();
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#startRuns(), Math.max(0, next - performance.now()));
    this.#timer.unref();
  }

  async #run(key: K): Promise<void> {
    const { signal } = this.#stopping;
    let outcome: Outcome = { failed: true };
    let failure: { readonly error: unknown } | undefined;
    try {
      const againInMs = await this.#options.work(key, signal);
      outcome = { failed: false, ...(againInMs === undefined ? {} : { againInMs }) };
    } catch (error) {
      failure = { error };
    }
    const wait = this.#schedule.end(key, outcome, performance.now());
    if (failure === undefined || signal.aborted) return;
    try {
      this.#options.onFailure(key, failure.error, wait ?? 0);
    } catch {
      // Who cannot be told of a failure is no reason to stop the work on everything else.
    }
  }
}
