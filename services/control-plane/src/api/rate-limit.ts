/** How many requests a client has left at a time. */
interface Allowance {
  readonly requests: number;
  /** Milliseconds. */
  readonly at: number;
}

/** Allows each client so many requests in a second, and as many at once after a pause. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #atOnce: number;
  readonly #left = new Map<string, Allowance>();

  /** @param perSecond `Infinity` for no limit; below 1, one request in several seconds */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#atOnce = Math.max(1, perSecond);
  }

  /**
   * True when the client may send this request.
   *
   * @param now milliseconds of a clock that never goes back
   */
  take(client: string, now: number): boolean {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return true;
    const left = this.#leftTo(client, now);
    this.#left.set(client, { requests: left < 1 ? left : left - 1, at: now });
    return left >= 1;
  }

  /** Whether {@link take} would be true now. */
  has(client: string, now: number): boolean {
    return this.#perSecond === Number.POSITIVE_INFINITY || this.#leftTo(client, now) >= 1;
  }

  #leftTo(client: string, now: number): number {
    const { requests, at } = this.#left.get(client) ?? { requests: this.#atOnce, at: now };
    return Math.min(this.#atOnce, requests + ((now - at) / 1_000) * this.#perSecond);
  }
}
