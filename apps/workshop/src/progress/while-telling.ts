/** Nobody is left alone with a silent program for longer. */
const STILL_WORKING_MS = 5000;

/** Does the work; meanwhile it reports, every five seconds, what it is and for how long it has gone on: `Downloading x ... 5.0 s so far`. */
export async function whileTelling<T>(
  report: (line: string) => void,
  what: () => string,
  work: () => Promise<T>,
  everyMs = STILL_WORKING_MS,
): Promise<T> {
  const started = performance.now();
  const ticker = setInterval(() => {
    report(`${what()} ... ${((performance.now() - started) / 1000).toFixed(1)} s so far`);
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(ticker);
  }
}
