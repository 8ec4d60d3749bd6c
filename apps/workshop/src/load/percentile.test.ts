import { expect, it } from 'vitest';
import { percentile } from './percentile.ts';

it('takes the nearest rank, whatever the order of the values', () => {
  const values = [9, 1, 8, 2, 7, 3, 6, 4, 5, 10];
  expect(percentile(values, 50)).toBe(5);
  expect(percentile(values, 99)).toBe(10);
  expect(percentile(values, 0)).toBe(1);
  expect(percentile(values, 100)).toBe(10);
});

it('has no percentile of nothing', () => {
  expect(percentile([], 50)).toBeUndefined();
});
