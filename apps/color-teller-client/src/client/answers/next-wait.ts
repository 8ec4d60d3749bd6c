/** Somebody looks at the page and wants to see that it is over: the wait does not become longer than this. */
const LONGEST_WAIT_MS = 10_000;

/**
 * The wait before the next question, in milliseconds. One failure may be a single bad pod; from the second in a row on, each one
 * doubles the wait.
 */
export function nextWait(intervalMs: number, failuresInARow: number): number {
  const doublings = Math.max(0, failuresInARow - 1);
  return Math.min(intervalMs * 2 ** doublings, Math.max(LONGEST_WAIT_MS, intervalMs));
}
