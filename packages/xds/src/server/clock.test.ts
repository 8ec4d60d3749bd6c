import { expect, it } from 'vitest';
import { createSteadyNow, SYSTEM_CLOCK } from './clock.ts';

const HOUR_MS = 3_600_000;

it('goes on when the wall clock is set back, and follows it ahead', () => {
  let wall = 1_000_000_000;
  let steady = 50;
  const now = createSteadyNow(
    () => wall,
    () => steady,
  );
  const pass = (wallMs: number, steadyMs = wallMs) => {
    wall += wallMs;
    steady += steadyMs;
    return now();
  };
  const start = now();
  expect(pass(1000) - start).toBe(1000);
  expect(pass(-HOUR_MS, 3000) - start).toBe(4000);
  expect(pass(500) - start).toBe(4500);
  // Asleep: the steady clock stands still.
  expect(pass(3 * HOUR_MS, 0)).toBe(wall);
});

it('is the time of day to begin with', () => {
  expect(Math.abs(SYSTEM_CLOCK.now() - Date.now())).toBeLessThan(HOUR_MS);
});
