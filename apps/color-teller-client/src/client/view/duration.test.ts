import { expect, test } from 'vitest';
import { formatDuration } from './duration.ts';

test('says a duration as people do', () => {
  expect([0.44, 12.4, 999, 1_000, 1_500, 10_000].map(formatDuration)).toEqual([
    '0.4 ms',
    '12 ms',
    '999 ms',
    '1 s',
    '1.5 s',
    '10 s',
  ]);
});
