import { expect, test } from 'vitest';
import { burnCpu } from './burn-cpu.ts';

const NEVER = new AbortController().signal;

test('sums up as many square roots as it was told', async () => {
  expect(await burnCpu(0, NEVER)).toBe(0);
  expect(await burnCpu(5, NEVER)).toBeCloseTo(0 + 1 + Math.SQRT2 + Math.sqrt(3) + 2);
});

test('gives the same sum however many slices it takes', async () => {
  let sum = 0;
  for (let round = 0; round < 120_001; round += 1) sum += Math.sqrt(round);
  expect(await burnCpu(120_001, NEVER)).toBe(sum);
});

test('lets others run in between, and ends when nobody waits any more', async () => {
  const gone = new AbortController();
  // Hours of work, were it not ended.
  const burning = burnCpu(Number.MAX_SAFE_INTEGER, gone.signal);
  setTimeout(() => gone.abort(), 0);
  expect(await burning).toBeGreaterThan(0);
});
