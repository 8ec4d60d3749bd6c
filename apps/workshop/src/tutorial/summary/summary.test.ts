import { describe, expect, it } from 'vitest';
import { renderSummary } from './render-summary.ts';
import { problemsOf, type RunSummary } from './summary.ts';

const LOAD = {
  sent: 2400,
  ok: 2400,
  late: 0,
  busynessWhenLate: [],
  failed: 0,
  newConnections: 240,
  heldBack: 0,
  durationMs: 20_000,
  requestsPerSecond: 120,
  p50Ms: 4,
  p99Ms: 21,
  failures: [],
};
const CHECK = { title: 'the mesh exists', passed: true, expected: 'a mesh', seen: 'a mesh', tookMs: 3 };
const STEP = { file: '07-canary-product.sh', passed: true, exitCode: 0, tookMs: 1000, checks: [CHECK] };
const SUMMARY: RunSummary = {
  tutorial: 'order',
  passed: true,
  problems: [],
  startedAt: '2026-01-01T00:00:00.000Z',
  tookMs: 61_000,
  steps: [
    {
      ...STEP,
      checks: [
        CHECK,
        {
          ...CHECK,
          measurement: {
            service: 'Product',
            expected: { '1.0': 75, '1.5': 25 },
            measured: { '1.0': 74.2, '1.5': 25.8 },
            requests: 2000,
          },
        },
      ],
    },
  ],
  load: LOAD,
  routeChanges: [
    {
      step: '07-canary-product.sh',
      resource: 'mesh/demomesh/virtualRouter/product-vr/route/product-r',
      operation: 'UpdateRoute',
      answeredAt: 1000,
      lastAckAt: 1012,
      proxies: 1,
      lastAckMs: 12,
      firstShownMs: 17.3,
    },
  ],
  firstAnswer: {
    tookMs: 21_000,
    phases: [
      { name: 'up', tookMs: 9000 },
      { name: 'deploy', tookMs: 12_000 },
    ],
  },
};

describe('what did not hold', () => {
  it('is nothing when everything did', () => {
    expect(problemsOf({ steps: [STEP], load: LOAD })).toEqual([]);
  });

  it('is every failed script, check and request', () => {
    const failed = { ...CHECK, passed: false };
    expect(
      problemsOf({
        steps: [{ ...STEP, exitCode: 2, checks: [failed] }],
        afterCleanUp: [failed],
        load: { ...LOAD, ok: 2397, failed: 3 },
      }),
    ).toEqual([
      '07-canary-product.sh ended with exit code 2',
      '07-canary-product.sh: not true that the mesh exists',
      'after the clean-up: not true that the mesh exists',
      '3 of 2400 requests of the background load were lost',
    ]);
  });

  it('is a load too small to prove anything, however fast or slow it was', () => {
    expect(problemsOf({ steps: [], load: { ...LOAD, sent: 999, ok: 999 } })).toEqual([
      'the background load sent 999 requests; 1000 are needed',
    ]);
    expect(problemsOf({ steps: [], load: { ...LOAD, requestsPerSecond: 3 } })).toEqual([]);
  });

  it('is no late answer', () => {
    expect(problemsOf({ steps: [], load: { ...LOAD, late: 500 } })).toEqual([]);
  });
});

describe('the printed summary', () => {
  it('says what passed, what was sent, where the time went, what was measured and how fast changes were', () => {
    expect(renderSummary(SUMMARY)).toEqual([
      'order tutorial: passed',
      '',
      'steps          1 of 1 passed, in 61.0 s',
      'checks         2 of 2 passed',
      'load           2400 requests sent = 2400 ok + 0 lost, 120.0/s, 240 on connections of their own; p50 4.0 ms, p99 21 ms',
      'late           none: every right answer came within 2 s',
      'first 200      after 21.0 s: up 9.0 s, deploy 12.0 s',
      'shares         Product 1.0 74.2 %, 1.5 25.8 % of 2000 requests; promised 1.0 75.0 %, 1.5 25.0 % (07-canary-product.sh)',
      "route changes  07-canary-product.sh, product-r: last sidecar's ACK after 12 ms, first response that shows it after 17 ms",
    ]);
  });

  it('says how many were late, how busy the machine was then, and how many requests were held back', () => {
    const busy = (value: number) => ({ measure: 'CPU pressure', value, unit: '%' }) as const;
    const load = { ...LOAD, late: 2, busynessWhenLate: [busy(71), busy(98)], heldBack: 310 };
    const lines = renderSummary({ ...SUMMARY, load });
    expect(lines).toContain(
      'late           2 of 2400 right answers came after more than 2 s, on a busy machine: CPU pressure 71 to 98 %',
    );
    expect(lines.join('\n')).toContain('120.0/s (310 held back while answers were slow)');
  });

  it('shows the first failures with time, reason and response', () => {
    const failure = {
      sentAt: Date.UTC(2026, 0, 1),
      tookMs: 3,
      newConnection: false,
      ok: false as const,
      reason: 'status 503',
      status: 503,
      body: 'no healthy upstream',
    };
    const lines = renderSummary({
      ...SUMMARY,
      passed: false,
      problems: ['1 of 2400 requests of the background load were lost'],
      load: { ...LOAD, failed: 1, failures: [failure] },
    });
    expect(lines.slice(0, 2)).toEqual([
      'order tutorial: FAILED',
      '  1 of 2400 requests of the background load were lost',
    ]);
    expect(lines).toContain('               2026-01-01T00:00:00.000Z status 503: "no healthy upstream"');
  });
});
