import { describe, expect, it } from 'vitest';
import type { LoadOutcome } from './load-outcome.ts';
import { summarizeLoad } from './load-report.ts';

const good = (sentAt: number, newConnection = false): LoadOutcome => ({
  sentAt,
  tookMs: 5,
  newConnection,
  ok: true,
  late: false,
  versions: { Order: '1.0' },
});
const late = (sentAt: number): LoadOutcome => ({
  sentAt,
  tookMs: 2500,
  newConnection: false,
  ok: true,
  late: true,
  versions: { Order: '1.0' },
  busyness: { measure: 'CPU pressure', value: 90, unit: '%' },
});
const bad = (sentAt: number): LoadOutcome => ({
  sentAt,
  tookMs: 7,
  newConnection: false,
  ok: false,
  reason: 'status 503',
  status: 503,
  body: 'no healthy upstream',
});

const ENDED = { type: 'ended', heldBack: 0, startedAt: 0, stoppedAt: 1000 } as const;

describe('summing a load up', () => {
  it('counts ok and failed, keeps the failures and measures the rate', () => {
    const report = summarizeLoad([good(0, true), good(10), bad(20), good(30)], {
      type: 'ended',
      sent: 4,
      heldBack: 2,
      startedAt: 1000,
      stoppedAt: 1040,
    });
    expect(report).toEqual({
      sent: 4,
      ok: 3,
      late: 0,
      busynessWhenLate: [],
      failed: 1,
      newConnections: 1,
      heldBack: 2,
      durationMs: 40,
      requestsPerSecond: 100,
      p50Ms: 5,
      p99Ms: 7,
      failures: [bad(20)],
    });
  });

  it('counts late ones as ok, apart, with how busy the machine was', () => {
    expect(summarizeLoad([good(0), late(10)], { ...ENDED, sent: 2 })).toMatchObject({
      ok: 2,
      late: 1,
      failed: 0,
      failures: [],
      busynessWhenLate: [{ measure: 'CPU pressure', value: 90, unit: '%' }],
    });
  });

  it('refuses numbers that do not add up', () => {
    expect(() => summarizeLoad([good(0)], { ...ENDED, sent: 2 })).toThrow(
      'the load sent 2 requests but 1 ok + 0 failed came back',
    );
  });

  it('keeps a bounded list of failures but counts them all', () => {
    const outcomes = Array.from({ length: 250 }, (_, index) => bad(index));
    const report = summarizeLoad(outcomes, { ...ENDED, sent: 250 });
    expect(report.failed).toBe(250);
    expect(report.failures).toHaveLength(100);
  });
});
