import { type Answer, isColor } from './answer.ts';

/** How long colors took to come, in milliseconds. */
export interface Latency {
  readonly last: number;
  readonly median: number;
  /** 95 of 100 came at least as fast. */
  readonly p95: number;
}

/** The latency of the answers that tell a color; undefined when none does. */
export function latencyOf(answers: readonly Answer[]): Latency | undefined {
  const inOrder = answers.filter(isColor).map(({ latencyMs }) => latencyMs);
  const last = inOrder.at(-1);
  if (last === undefined) return undefined;
  const sorted = [...inOrder].sort((one, other) => one - other);
  // Nearest rank: always a latency that was seen.
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? last;
  return { last, median: rank(50), p95: rank(95) };
}
