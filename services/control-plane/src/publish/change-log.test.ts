import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Feed } from '../feed.ts';
import type { StoreChange } from '../store/resource-store.ts';
import { ChangeLog } from './change-log.ts';

function change(id: number) {
  return { id, operation: 'UpdateRoute', resourceId: 'mesh/shop', version: id };
}

function follow() {
  const store = new Feed<StoreChange>();
  return { store, log: new ChangeLog(store) };
}

describe('ChangeLog', () => {
  it('times a change from the answer to the last ACK', () => {
    const { store, log } = follow();
    store.tell(change(1));
    log.answered(1, 10);
    log.published(['a', 'b'], 11);
    log.synced('a', 12);
    expect(log.entries()).toEqual([
      {
        id: 1,
        resource: 'mesh/shop',
        operation: 'UpdateRoute',
        version: 1,
        answeredAt: 10,
        firstPublishedAt: 11,
        proxies: 2,
        acked: 1,
      },
    ]);
    log.synced('b', 13);
    log.synced('b', 99);
    expect(log.entries()).toMatchObject([{ lastAckAt: 13, proxies: 2, acked: 2 }]);
  });

  it('takes an overtaken change for acknowledged together with the one that overtook it', () => {
    const { store, log } = follow();
    for (const id of [1, 2]) {
      store.tell(change(id));
      log.published(['a'], 10 + id);
    }
    log.synced('a', 20);
    expect(log.entries()).toMatchObject([
      { id: 1, lastAckAt: 20 },
      { id: 2, lastAckAt: 20 },
    ]);
  });

  it('does not wait for a proxy that is gone', () => {
    const { store, log } = follow();
    store.tell(change(1));
    log.published(['a', 'b'], 11);
    log.synced('a', 12);
    log.disconnected('b', 13);
    expect(log.entries()).toMatchObject([{ proxies: 1, acked: 1, lastAckAt: 13 }]);
  });

  it('shows a change that concerns no proxy as such', () => {
    const { store, log } = follow();
    store.tell(change(1));
    log.published([], 11);
    const [entry] = log.entries();
    expect(entry).toMatchObject({ proxies: 0, acked: 0 });
    expect(entry).not.toHaveProperty('firstPublishedAt');
  });

  it('does not grow with the writes that come while nothing can be published', { timeout: 120_000 }, () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { store, log } = follow();
    const heapAfter = (first: number, last: number) => {
      for (let id = first; id <= last; id++) store.tell(change(id));
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = heapAfter(1, 10_000);
    expect(heapAfter(10_001, 1_000_000) - before).toBeLessThan(3_000_000);
    log.published(['a'], 11);
    expect(log.entries()).toHaveLength(1_000);
    expect(log.entries().every(({ proxies }) => proxies === 1)).toBe(true);
  });

  it('keeps the newest thousand', () => {
    const { store, log } = follow();
    for (let id = 1; id <= 1_005; id++) store.tell(change(id));
    const ids = log.entries().map(({ id }) => id);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([1_000, 6, 1_005]);
  });
});
