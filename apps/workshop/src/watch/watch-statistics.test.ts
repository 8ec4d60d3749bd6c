import { expect, it } from 'vitest';
import { createWatchStatistics } from './watch-statistics.ts';

const BUSYNESS = () => ({ measure: 'CPU pressure', value: 80, unit: '%' }) as const;
const answer = (version: string, tookMs = 5, status = 200) => ({
  answered: true as const,
  status,
  body: `{"service":"Product","version":"${version}"}\n`,
  tookMs,
});

it('shows the shares of all requests and of the recent ones', () => {
  const statistics = createWatchStatistics();
  for (let at = 0; at < 3; at += 1) statistics.add(answer('1.0'), at, BUSYNESS);
  statistics.add(answer('1.5'), 10, BUSYNESS);
  expect(statistics.total().shares.get('Product')).toEqual([
    { value: '1.0', count: 3, percent: 75 },
    { value: '1.5', count: 1, percent: 25 },
  ]);
  expect(statistics.since(10).shares.get('Product')).toEqual([{ value: '1.5', count: 1, percent: 100 }]);
});

it('keeps a label in its place when nothing recent shows it', () => {
  const statistics = createWatchStatistics();
  statistics.add(answer('1.0'), 0, BUSYNESS);
  statistics.add({ answered: false, reason: 'ECONNREFUSED', tookMs: 1 }, 5, BUSYNESS);
  expect([...statistics.since(5).shares.keys()]).toEqual(['Product']);
  expect(statistics.since(5)).toMatchObject({ requests: 1, errors: 1 });
});

it('counts no answer and a status of 400 and above as errors', () => {
  const statistics = createWatchStatistics();
  statistics.add(answer('1.0', 5, 502), 0, BUSYNESS);
  statistics.add({ answered: false, reason: 'no answer within 10 s', tookMs: 10_000 }, 1, BUSYNESS);
  statistics.add(answer('1.0'), 2, BUSYNESS);
  expect(statistics.total()).toMatchObject({
    requests: 3,
    errors: 2,
    lastError: 'no answer within 10 s',
    p50Ms: 5,
    p99Ms: 10_000,
  });
  expect(statistics.since(0)).toMatchObject({ errors: 2, lastError: 'no answer within 10 s' });
  expect(statistics.since(2).lastError).toBeUndefined();
});

it('counts answers that took longer than the limit as late, apart from errors, with how busy the machine was', () => {
  const statistics = createWatchStatistics();
  statistics.add(answer('1.0', 2001), 0, BUSYNESS);
  statistics.add(answer('1.0', 3000, 502), 1, BUSYNESS);
  statistics.add(answer('1.0', 2000), 2, BUSYNESS);
  expect(statistics.total()).toMatchObject({ requests: 3, errors: 1, late: [BUSYNESS()] });
  expect(statistics.since(0).late).toEqual([BUSYNESS()]);
  expect(statistics.since(1).late).toEqual([]);
});

it('keeps the last exchange, or why it failed', () => {
  const statistics = createWatchStatistics();
  expect(statistics.last()).toBeUndefined();
  statistics.add(answer('1.0'), 0, BUSYNESS);
  expect(statistics.last()).toEqual({
    text: '{"service":"Product","version":"1.0"}',
    status: 200,
    tookMs: 5,
    error: false,
  });
  statistics.add({ answered: false, reason: 'ECONNREFUSED', tookMs: 1 }, 1, BUSYNESS);
  expect(statistics.last()).toMatchObject({ text: 'ECONNREFUSED', error: true });
});

it('sorts versions as numbers', () => {
  const statistics = createWatchStatistics();
  statistics.add(answer('11.0'), 0, BUSYNESS);
  statistics.add(answer('2.0'), 0, BUSYNESS);
  expect(
    statistics
      .total()
      .shares.get('Product')
      ?.map((share) => share.value),
  ).toEqual(['2.0', '11.0']);
});
