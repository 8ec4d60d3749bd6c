/** Lets only so many starts go on at a time; the others wait their turn in order. */
export interface StartSlots {
  /** Runs `start` when a slot is free; the slot is free again when `start` has settled. */
  take<T>(start: () => Promise<T>): Promise<T>;
}

/** `count` slots. */
export function createStartSlots(count: number): StartSlots {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async take(start) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await start();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
