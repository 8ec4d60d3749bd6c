/** What came of one question. */
export type Answer = ColorAnswer | NoAnswer;

/** The backend told a color. */
export interface ColorAnswer {
  /** As told; whether it is one is another question. */
  readonly color: string;
  /** From the question to the answer, in milliseconds, as the browser saw it. */
  readonly latencyMs: number;
  /** Counts up from 1 for as long as the page is open. */
  readonly number: number;
}

/** The backend told none. */
interface NoAnswer {
  /** Why, in words for people. */
  readonly reason: string;
  readonly latencyMs: number;
  readonly number: number;
}

/** Whether an answer tells a color. */
export function isColor(answer: Answer): answer is ColorAnswer {
  return 'color' in answer;
}
