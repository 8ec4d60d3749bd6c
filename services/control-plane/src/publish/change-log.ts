import type { Followed } from '../feed.ts';
import type { StoreChange } from '../store/resource-store.ts';

/** One write and how far it has come. Times are epoch milliseconds with a fraction, all from this process's clock. */
export interface ChangeEntry {
  readonly id: number;
  readonly resource: string;
  /** Name of the App Mesh operation, as `UpdateRoute`. */
  readonly operation: string;
  readonly version: number;
  /** When the answer was handed to the socket. */
  readonly answeredAt?: number;
  /** When the first proxy's configuration was changed; absent when no proxy's was. */
  readonly firstPublishedAt?: number;
  /** When the last of the proxies had acknowledged it; absent until then. */
  readonly lastAckAt?: number;
  /** Connected proxies whose configuration it changed. Writes that were published together share theirs. */
  readonly proxies: number;
  /** How many of them have acknowledged it. */
  readonly acked: number;
}

interface Tracked {
  readonly change: StoreChange;
  /** No round of publishing has seen it yet. */
  isNew: boolean;
  answeredAt?: number;
  firstPublishedAt?: number;
  lastAckAt?: number;
  acked: number;
  readonly waitingFor: Set<string>;
}

const KEPT = 1_000;

/** Now, in milliseconds since 1970 with a fraction. Unlike `Date.now()` it tells apart what happens within one millisecond. */
function epochMilliseconds(): number {
  return performance.timeOrigin + performance.now();
}

/** Follows the newest writes from the answer to the last proxy's ACK. */
export class ChangeLog {
  readonly #tracked = new Map<number, Tracked>();

  constructor(store: Followed<StoreChange>) {
    store.follow((change) => this.#written(change));
  }

  answered(changeId: number, at = epochMilliseconds()): void {
    const tracked = this.#tracked.get(changeId);
    if (tracked) tracked.answeredAt = at;
  }

  /** Everything that was written before is now published, to these proxies. */
  published(proxyIds: readonly string[], at = epochMilliseconds()): void {
    for (const tracked of this.#tracked.values()) {
      if (!tracked.isNew) continue;
      tracked.isNew = false;
      if (proxyIds.length > 0) tracked.firstPublishedAt ??= at;
      for (const proxyId of proxyIds) tracked.waitingFor.add(proxyId);
    }
  }

  /** The proxy has everything that was ever published for it. */
  synced(proxyId: string, at = epochMilliseconds()): void {
    for (const tracked of this.#tracked.values()) {
      if (!tracked.waitingFor.delete(proxyId)) continue;
      tracked.acked += 1;
      if (tracked.waitingFor.size === 0) tracked.lastAckAt = at;
    }
  }

  /** A proxy that is gone will acknowledge nothing: the change no longer waits for it. */
  disconnected(proxyId: string, at = epochMilliseconds()): void {
    for (const tracked of this.#tracked.values())
      if (tracked.waitingFor.delete(proxyId) && tracked.waitingFor.size === 0 && tracked.acked > 0)
        tracked.lastAckAt = at;
  }

  /** Oldest first. */
  entries(): readonly ChangeEntry[] {
    return [...this.#tracked.values()].map(({ change, isNew: _isNew, acked, waitingFor, ...times }) => ({
      id: change.id,
      resource: change.resourceId,
      operation: change.operation,
      version: change.version,
      ...times,
      proxies: acked + waitingFor.size,
      acked,
    }));
  }

  #written(change: StoreChange): void {
    this.#tracked.set(change.id, { change, isNew: true, acked: 0, waitingFor: new Set() });
    const [oldest] = this.#tracked.keys();
    if (this.#tracked.size > KEPT && oldest !== undefined) this.#tracked.delete(oldest);
  }
}
