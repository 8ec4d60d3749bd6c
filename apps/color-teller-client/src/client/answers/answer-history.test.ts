import { expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import { LONGEST_HISTORY, remember } from './answer-history.ts';

test('numbers answers, and forgets the oldest when there are too many', () => {
  let history: readonly Answer[] = [];
  for (let count = 0; count < LONGEST_HISTORY + 3; count += 1)
    history = remember(history, { color: 'red', latencyMs: count });
  expect(history).toHaveLength(LONGEST_HISTORY);
  expect(history[0]).toEqual({ color: 'red', latencyMs: 3, number: 4 });
  expect(history.at(-1)).toMatchObject({ number: LONGEST_HISTORY + 3 });
});
