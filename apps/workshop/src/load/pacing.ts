/** How many requests are due after `elapsedMs`; the first is due at once. */
export function requestsDue(elapsedMs: number, requestsPerSecond: number): number {
  return Math.floor((elapsedMs * requestsPerSecond) / 1000) + 1;
}

/**
 * Calls `send` at a fixed rate; a timer that came late is made up for. Whoever is called decides whether there is room for one more. Returns the
 * function that stops it.
 */
export function startPacing(requestsPerSecond: number, send: () => void): () => void {
  const startedAt = performance.now();
  let called = 0;
  let timer: NodeJS.Timeout;
  const tick = () => {
    const due = requestsDue(performance.now() - startedAt, requestsPerSecond);
    for (; called < due; called += 1) send();
    const nextAt = startedAt + (called * 1000) / requestsPerSecond;
    timer = setTimeout(tick, Math.max(0, nextAt - performance.now()));
  };
  tick();
  return () => clearTimeout(timer);
}
