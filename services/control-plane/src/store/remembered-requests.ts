import type { Resource } from '@mesh-workshop/appmesh';

/** A write that was answered, to be answered the same way when the client sends it again. */
export interface AnsweredRequest {
  /** The request's `clientToken`. */
  readonly token: string;
  /** Hash of what was asked for: the same token must not come with something else. */
  readonly digest: string;
  /** What the answer showed. */
  readonly resource: Resource;
}

/** How many writes back a client may repeat itself. */
const REMEMBERED = 1_000;

/** The newest answered writes, by token. */
export class RememberedRequests {
  readonly #byToken = new Map<string, AnsweredRequest>();

  get size(): number {
    return this.#byToken.size;
  }

  get(token: string): AnsweredRequest | undefined {
    return this.#byToken.get(token);
  }

  add(request: AnsweredRequest): void {
    this.#byToken.delete(request.token);
    this.#byToken.set(request.token, request);
    const [oldest] = this.#byToken.keys();
    if (this.#byToken.size > REMEMBERED && oldest !== undefined) this.#byToken.delete(oldest);
  }

  /** Oldest first. */
  all(): readonly AnsweredRequest[] {
    return [...this.#byToken.values()];
  }
}
