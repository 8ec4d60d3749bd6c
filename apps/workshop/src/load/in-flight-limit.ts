/** How many requests may be under way at once; it follows what the answers show of the machine. */
export interface InFlightLimit {
  readonly value: number;
  /** Told of every request that has come back, lost ones included. */
  settled(tookMs: number): void;
}

/** An answer faster than this says that there is room for more. */
const FAST_MS = 100;
/** An answer slower than this says that requests wait for each other, or for a machine that others use. */
const SLOW_MS = 400;
const FIRST = 2;

/**
 * One more after as many fast answers as the limit allows, half as many after a slow one (additive increase, multiplicative decrease), from 1 to
 * `most`: whoever sends by it never has more waiting than the machine can answer soon.
 */
export function createInFlightLimit(most: number): InFlightLimit {
  let value = Math.min(FIRST, most);
  let fast = 0;
  /** What was already under way when the limit was halved tells nothing about the new one. */
  let ignored = 0;
  return {
    get value() {
      return value;
    },
    settled(tookMs) {
      if (ignored > 0) ignored -= 1;
      else if (tookMs > SLOW_MS) {
        ignored = value - 1;
        value = Math.max(1, Math.floor(value / 2));
        fast = 0;
      } else if (tookMs < FAST_MS) {
        fast += 1;
        if (fast >= value && value < most) {
          value += 1;
          fast = 0;
        }
      }
    },
  };
}
