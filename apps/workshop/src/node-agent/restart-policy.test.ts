import { expect, it } from 'vitest';
import { restartDelayMs, shouldRestart } from './restart-policy.ts';

it.each([
  ['Always', 0, true],
  ['Always', 1, true],
  ['OnFailure', 0, false],
  ['OnFailure', 1, true],
  ['Never', 1, false],
] as const)('restarts under %s after code %i: %s', (policy, code, expected) => {
  expect(shouldRestart(policy, code)).toBe(expected);
});

it('restarts at once the first time, then waits longer and longer up to half a minute', () => {
  expect([0, 1, 2, 3, 10].map(restartDelayMs)).toEqual([0, 1000, 2000, 4000, 30_000]);
});
