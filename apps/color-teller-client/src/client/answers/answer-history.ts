import type { Answer } from './answer.ts';

/** The largest window there is. What is older is forgotten, so that a page may stay open for days. */
export const LONGEST_HISTORY = 500;

type Unnumbered<Each> = Each extends Answer ? Omit<Each, 'number'> : never;

/** An answer before it has its place in the history. */
export type NewAnswer = Unnumbered<Answer>;

/** The history with one more answer at its end, the oldest forgotten when it becomes too long. */
export function remember(history: readonly Answer[], answer: NewAnswer): readonly Answer[] {
  const number = (history.at(-1)?.number ?? 0) + 1;
  return [...history.slice(1 - LONGEST_HISTORY), { ...answer, number }];
}
