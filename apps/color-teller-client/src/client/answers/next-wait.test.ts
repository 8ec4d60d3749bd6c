import { expect, test } from 'vitest';
import { nextWait } from './next-wait.ts';

test('is the interval after a success, and after a single failure', () => {
  expect(nextWait(1_000, 0)).toBe(1_000);
  expect(nextWait(1_000, 1)).toBe(1_000);
});

test('doubles with each further failure in a row, up to ten seconds', () => {
  expect([2, 3, 4, 5, 6, 2_000].map((failures) => nextWait(1_000, failures))).toEqual([
    2_000, 4_000, 8_000, 10_000, 10_000, 10_000,
  ]);
});
