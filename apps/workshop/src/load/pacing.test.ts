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

it('numbers the requests without a gap and stops when told', async () => {
  const sent: number[] = [];
  const stop = startPacing(1000, (index) => sent.push(index));
  await expect.poll(() => sent.length).toBeGreaterThan(20);
  stop();
  const atStop = sent.length;
  expect(sent).toEqual(Array.from({ length: atStop }, (_, index) => index));
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent.length).toBe(atStop);
});
