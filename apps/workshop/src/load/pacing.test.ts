import { expect, it } from 'vitest';
import { requestsDue, startPacing } from './pacing.ts';

it('has the first request due at once and then keeps the rate', () => {
  expect(requestsDue(0, 120)).toBe(1);
  expect(requestsDue(8, 120)).toBe(1);
  expect(requestsDue(9, 120)).toBe(2);
  expect(requestsDue(1000, 120)).toBe(121);
});

it('makes up for a timer that came late', () => {
  expect(requestsDue(500, 120)).toBe(61);
});

it('goes on until it is told to stop', async () => {
  let sent = 0;
  const stop = startPacing(1000, () => {
    sent += 1;
  });
  await expect.poll(() => sent).toBeGreaterThan(20);
  stop();
  const atStop = sent;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sent).toBe(atStop);
});
