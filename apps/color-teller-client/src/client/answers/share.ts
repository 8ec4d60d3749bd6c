import { type Answer, isColor } from './answer.ts';

/** How many of some answers tell the same color, or none. */
export interface Share {
  /** undefined: no answer. */
  readonly color: string | undefined;
  readonly count: number;
  /** 0 to 100 */
  readonly percent: number;
}

/**
 * The share of each color, in the order of the alphabet and "no answer" last: an order by size would jump to and fro at half and
 * half.
 */
export function sharesOf(answers: readonly Answer[]): readonly Share[] {
  const counts = new Map<string | undefined, number>();
  for (const answer of answers) {
    const color = isColor(answer) ? answer.color : undefined;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts]
    .map(([color, count]) => ({ color, count, percent: (count / answers.length) * 100 }))
    .sort((one, other) => {
      if (one.color === undefined) return 1;
      if (other.color === undefined) return -1;
      return one.color.localeCompare(other.color, 'en');
    });
}
