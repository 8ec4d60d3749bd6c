import { expect, it } from 'vitest';
import { createInFlightLimit } from './in-flight-limit.ts';

function settle(limit: ReturnType<typeof createInFlightLimit>, times: number, tookMs: number) {
  for (let index = 0; index < times; index += 1) limit.settled(tookMs);
}

it('begins low and grows while answers are fast, up to the most', () => {
  const limit = createInFlightLimit(16);
  expect(limit.value).toBe(2);
  settle(limit, 2, 5);
  expect(limit.value).toBe(3);
  settle(limit, 1000, 5);
  expect(limit.value).toBe(16);
});

it('halves once for all the requests that were under way together when they became slow', () => {
  const limit = createInFlightLimit(16);
  settle(limit, 1000, 5);
  settle(limit, 16, 900);
  expect(limit.value).toBe(8);
  settle(limit, 8, 900);
  expect(limit.value).toBe(4);
});

it('never goes below one, and grows again', () => {
  const limit = createInFlightLimit(16);
  settle(limit, 1000, 5000);
  expect(limit.value).toBe(1);
  settle(limit, 3, 5);
  expect(limit.value).toBe(3);
});

it('stays where it is while answers are neither fast nor slow', () => {
  const limit = createInFlightLimit(16);
  settle(limit, 100, 200);
  expect(limit.value).toBe(2);
});
