import { describe, expect, it } from 'vitest';
import type { LoadOutcome } from '../load/load-outcome.ts';
import { shiftOf, timeRouteChange } from './time-route-change.ts';

const VERSION_OF = { 'product-vn': '1.0', 'product-v15-vn': '1.5' };
const answer = (sentAt: number, version: string, tookMs = 4): LoadOutcome => ({
  sentAt,
  tookMs,
  newConnection: false,
  ok: true,
  late: false,
  versions: { Product: version },
});
const CHANGE = { answeredAt: 1000, lastAckAt: 1012, proxies: 1, acked: 1 };

describe('what a change of weights does', () => {
  it.each([
    [{ 'product-vn': 100 }, { 'product-vn': 75, 'product-v15-vn': 25 }, { gained: ['1.5'], lost: [] }],
    [{ 'product-vn': 75, 'product-v15-vn': 25 }, { 'product-v15-vn': 100 }, { gained: [], lost: ['1.0'] }],
    [{ 'product-v15-vn': 100 }, { 'product-vn': 100 }, { gained: ['1.0'], lost: ['1.5'] }],
    [
      { 'product-vn': 75, 'product-v15-vn': 25 },
      { 'product-vn': 60, 'product-v15-vn': 40 },
      { gained: [], lost: [] },
    ],
    [{ 'product-vn': 100, 'product-v15-vn': 0 }, { 'product-vn': 100 }, { gained: [], lost: [] }],
  ])('from %j to %j', (before, after, shift) => {
    expect(shiftOf(before, after, VERSION_OF)).toEqual(shift);
  });
});

describe('timing a change', () => {
  it('measures to the last acknowledgement and to the first answer that shows it', () => {
    const outcomes = [answer(990, '1.0'), answer(1005, '1.0'), answer(1013, '1.5'), answer(1020, '1.5')];
    expect(timeRouteChange(CHANGE, 'Product', { gained: ['1.5'], lost: [] }, outcomes, 900)).toEqual({
      lastAckMs: 12,
      firstShownMs: 17,
    });
  });

  it('measures a rollback to the last answer with the version that was taken out', () => {
    const outcomes = [answer(990, '1.5'), answer(1006, '1.5'), answer(1013, '1.0'), answer(1020, '1.0')];
    expect(timeRouteChange(CHANGE, 'Product', { gained: ['1.0'], lost: ['1.5'] }, outcomes, 900)).toEqual({
      lastAckMs: 12,
      firstShownMs: 17,
      lastOldMs: 10,
    });
  });

  it('is 0 to the last old answer when none came after the change', () => {
    const shift = { gained: [], lost: ['1.0'] };
    expect(timeRouteChange(CHANGE, 'Product', shift, [answer(900, '1.0')], 800).lastOldMs).toBe(0);
  });

  it('leaves answers of earlier steps out', () => {
    const outcomes = [answer(100, '1.5'), answer(1010, '1.5')];
    const shift = { gained: ['1.5'], lost: [] };
    expect(timeRouteChange(CHANGE, 'Product', shift, outcomes, 900).firstShownMs).toBe(14);
  });

  it('has no acknowledgement while a sidecar is missing', () => {
    const change = { ...CHANGE, proxies: 2 };
    expect(timeRouteChange(change, 'Product', { gained: [], lost: [] }, [], 0)).toEqual({});
  });
});
