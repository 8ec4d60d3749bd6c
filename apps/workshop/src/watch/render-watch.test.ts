import { describe, expect, it } from 'vitest';
import { renderLine, renderScreen, renderTotals } from './render-watch.ts';
import { createWatchStatistics } from './watch-statistics.ts';

const BUSYNESS = () => ({ measure: 'CPU pressure', value: 80, unit: '%' }) as const;

function observed() {
  const statistics = createWatchStatistics();
  const body = (product: string) =>
    `{"service":"Order","version":"1.0"}\n{"service":"Product","version":"${product}"}\n`;
  for (let index = 0; index < 4; index += 1) {
    statistics.add(
      { answered: true, status: 200, body: body(index === 3 ? '1.5' : '1.0'), tookMs: 4 },
      index,
      BUSYNESS,
    );
  }
  return statistics;
}

function view(statistics = observed(), recentFrom = 0) {
  return {
    url: 'http://127.0.0.1:7450/',
    elapsedMs: 65_000,
    recent: statistics.since(recentFrom),
    recentSeconds: 10,
    total: statistics.total(),
    last: statistics.last(),
  };
}

describe('the live picture', () => {
  it('shows url, time, counts, latency, shares with bars and the last response', () => {
    expect(renderScreen(view(), { columns: 120, rows: 40 })).toEqual([
      'http://127.0.0.1:7450/   01:05',
      '4 requests   0 errors',
      'last 10 s: p50 4.0 ms   p99 4.0 ms',
      '',
      `Order    1.0  100.0 %  ${'█'.repeat(30)}  4 in all`,
      `Product  1.0   75.0 %  ${'█'.repeat(23)}${' '.repeat(7)}  3 in all`,
      `         1.5   25.0 %  ${'█'.repeat(8)}${' '.repeat(22)}  1 in all`,
      '',
      'last response: status 200, 4.0 ms',
      '  {"service":"Order","version":"1.0"}',
      '  {"service":"Product","version":"1.5"}',
    ]);
  });

  it('keeps a version that has gone on the screen with 0 %', () => {
    const lines = renderScreen(view(observed(), 3), { columns: 120, rows: 40 });
    expect(lines[5]).toMatch(/^Product {2}1\.0 {4}0\.0 %/);
    expect(lines[6]).toMatch(/1\.5 {2}100\.0 %/);
  });

  it('fits the screen it is drawn on', () => {
    const lines = renderScreen(view(), { columns: 20, rows: 5 });
    expect(lines).toHaveLength(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
  });

  it('fits 60 columns, bars and counts included', () => {
    const lines = renderScreen(view(), { columns: 60, rows: 40 });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines).toContain(`Product  1.0   75.0 %  ${'█'.repeat(20)}${' '.repeat(7)}  3 in all`);
  });

  it('wraps a response that is wider than the screen, to its very end', () => {
    const statistics = observed();
    const body = `{"hostname":"${'h'.repeat(50)}","version":"2.0","error":"backend: answered 500: the end"}`;
    statistics.add({ answered: true, status: 502, body, tookMs: 4 }, 5, BUSYNESS);
    const lines = renderScreen(view(statistics), { columns: 60, rows: 40 });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.join('').replaceAll(' ', '')).toContain(body.replaceAll(' ', ''));
  });

  it('gives errors and late answers rows of their own, and every service its share of them, in colours', () => {
    const statistics = observed();
    statistics.add({ answered: true, status: 502, body: '', tookMs: 4 }, 5, BUSYNESS);
    statistics.add({ answered: false, reason: 'ECONNREFUSED', tookMs: 4 }, 6, BUSYNESS);
    statistics.add(
      { answered: true, status: 200, body: '{"service":"Order","version":"1.0"}', tookMs: 2500 },
      7,
      BUSYNESS,
    );
    const colors = { red: (text: unknown) => `<red>${text}`, yellow: (text: unknown) => `<yellow>${text}` };
    const lines = renderScreen(view(statistics), { columns: 80, rows: 40 }, colors as never).map((line) =>
      line.replaceAll(/[ █]+/g, ' '),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        '<red>answers ECONNREFUSED 14.3 % 1 in all',
        ' good 57.1 % 4 in all',
        '<yellow> late 14.3 % 1 in all',
        '<red> status 502 14.3 % 1 in all',
        'Order 1.0 71.4 % 5 in all',
        '<red> no answer 28.6 % 2 in all',
      ]),
    );
  });

  it('says that nothing has come yet', () => {
    const lines = renderScreen(view(createWatchStatistics()), { columns: 80, rows: 20 });
    expect(lines).toContain('no answer has shown a version yet');
    expect(lines).toContain('waiting for the first answer');
  });
});

it('puts one second on one line', () => {
  expect(renderLine(observed().total(), new Date(2026, 0, 1, 9, 8, 7))).toBe(
    '09:08:07   4 requests   0 errors   p50 4.0 ms   p99 4.0 ms   Order 1.0 100.0 %   Product 1.0 75.0 %, 1.5 25.0 %',
  );
});

it('ends with the totals', () => {
  expect(renderTotals(observed().total(), 4000)).toEqual([
    '4 requests   0 errors in 00:04   p50 4.0 ms   p99 4.0 ms',
    'Order: 1.0 100.0 % (4)',
    'Product: 1.0 75.0 % (3), 1.5 25.0 % (1)',
  ]);
});

it('says what the last error was', () => {
  const statistics = observed();
  statistics.add({ answered: true, status: 502, body: '', tookMs: 4 }, 9, BUSYNESS);
  expect(renderLine(statistics.total(), new Date())).toMatch(/1 error .*last error: status 502$/);
  expect(renderTotals(statistics.total(), 1000)[1]).toBe('last error: status 502');
});

it('says how many were late and how busy the machine was', () => {
  const statistics = observed();
  statistics.add({ answered: true, status: 200, body: '', tookMs: 2500 }, 9, BUSYNESS);
  expect(renderTotals(statistics.total(), 4000)[0]).toBe(
    '5 requests   0 errors   1 late (CPU pressure 80 %) in 00:04   p50 4.0 ms   p99 2500 ms',
  );
});
