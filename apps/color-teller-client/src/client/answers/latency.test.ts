import { expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import { latencyOf } from './latency.ts';

const told = (latencyMs: number): Answer => ({ color: 'red', latencyMs, number: 1 });

test('is about the answers that came, and only ever a latency that was seen', () => {
  const answers = Array.from({ length: 100 }, (_, index) => told(100 - index));
  const failed: Answer = { reason: 'down', latencyMs: 5_000, number: 1 };
  expect(latencyOf([...answers, failed])).toEqual({ last: 1, median: 50, p95: 95 });
});

test('is unknown while no color came', () => {
  expect(latencyOf([{ reason: 'down', latencyMs: 1, number: 1 }])).toBeUndefined();
});
