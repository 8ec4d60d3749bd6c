/** Time as the server sees it; a test may bring its own. */
export interface Clock {
  /** Epoch milliseconds that never go back. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds. Returns what cancels it. */
  after(ms: number, run: () => void): () => void;
}

/**
 * Epoch milliseconds from a wall clock, which may be set back at any time (a laptop that wakes up and asks what time it is), and a clock that never is. Where
 * the wall clock goes back, this one goes on from where it was, so that nothing waits for an hour to come a second time; it follows jumps ahead.
 */
export function createSteadyNow(wallMs: () => number, steadyMs: () => number): () => number {
  let latest = wallMs();
  let steady = steadyMs();
  return () => {
    const before = steady;
    steady = steadyMs();
    latest = Math.max(wallMs(), latest + steady - before);
    return Math.floor(latest);
  };
}

export const SYSTEM_CLOCK: Clock = {
  now: createSteadyNow(
    () => Date.now(),
    () => performance.now(),
  ),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
