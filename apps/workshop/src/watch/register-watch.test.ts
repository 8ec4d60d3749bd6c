import { expect, it } from 'vitest';
import { parseDuration } from './register-watch.ts';

it.each([
  ['250ms', 250],
  ['1s', 1000],
  ['0.5', 500],
  ['2', 2000],
  ['1.5m', 90_000],
])('reads %s as %i ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', '0', '0ms', '-1s', '1h', 'soon', '1 s'])('refuses %j', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
