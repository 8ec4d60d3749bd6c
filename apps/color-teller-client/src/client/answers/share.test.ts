import { expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import { sharesOf } from './share.ts';

const told = (color: string): Answer => ({ color, latencyMs: 1, number: 1 });
const failed: Answer = { reason: 'down', latencyMs: 1, number: 1 };

test('adds up each color and the answers that did not come, in an order that does not jump', () => {
  expect(sharesOf([told('red'), failed, told('blue'), told('red')])).toEqual([
    { color: 'blue', count: 1, percent: 25 },
    { color: 'red', count: 2, percent: 50 },
    { color: undefined, count: 1, percent: 25 },
  ]);
});

test('has nothing to say about nothing', () => {
  expect(sharesOf([])).toEqual([]);
});
