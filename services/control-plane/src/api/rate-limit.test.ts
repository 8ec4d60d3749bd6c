import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

describe('RateLimit', () => {
  it('lets as many through at once as in a second, then as many as have become free', () => {
    const limit = new RateLimit(3);
    const taken = (times: number, now: number) =>
      Array.from({ length: times }, () => limit.take('a', now)).filter(Boolean).length;
    expect(taken(5, 0)).toBe(3);
    expect(taken(5, 400)).toBe(1);
    expect(taken(5, 60_000)).toBe(3);
    expect([limit.has('a', 60_001), limit.has('a', 60_400), limit.has('b', 60_001)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('counts each client for itself', () => {
    const limit = new RateLimit(0.001);
    expect([limit.take('a', 0), limit.take('a', 1), limit.take('b', 2)]).toEqual([true, false, true]);
  });
});
