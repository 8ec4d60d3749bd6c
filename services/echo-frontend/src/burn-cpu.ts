import { setImmediate as letOthersRun } from 'node:timers/promises';

/** Well under a millisecond on any machine of today. */
const ROUNDS_AT_ONCE = 50_000;

/**
 * Sums up the square roots of the first `rounds` whole numbers: work that only a CPU can do. It is done in slices, between which
 * the probes and all other requests get their turn. Ends early, with what it has, when the signal fires: then nobody waits for it.
 */
export async function burnCpu(rounds: number, signal: AbortSignal): Promise<number> {
  let sum = 0;
  for (let start = 0; start < rounds && !signal.aborted; start += ROUNDS_AT_ONCE) {
    if (start > 0) await letOthersRun();
    const end = Math.min(start + ROUNDS_AT_ONCE, rounds);
    for (let round = start; round < end; round += 1) sum += Math.sqrt(round);
  }
  return sum;
}
