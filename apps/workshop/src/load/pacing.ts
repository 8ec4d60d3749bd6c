/** How many requests are due after `elapsedMs`; the first is due at once. */
export function requestsDue(elapsedMs: number, requestsPerSecond: number): number {
  return Math.floor((elapsedMs * requestsPerSecond) / 1000) + 1;
}

/**
 * Calls `send` at a fixed rate whatever becomes of the earlier calls (an open loop): a slow server meets a queue,
 * as it would with real users, and a late timer is made up for. Returns the function that stops it.
 */
export function startPacing(requestsPerSecond: number, send: (index: number) => void): () => void {
  const startedAt = performance.now();
  let sent = 0;
  let timer: NodeJS.Timeout;
  const tick = () => {
    const due = requestsDue(performance.now() - startedAt, requestsPerSecond);
    while (sent < due) send(sent++);
    const nextAt = startedAt + (sent * 1000) / requestsPerSecond;
    timer = setTimeout(tick, Math.max(0, nextAt - performance.now()));
  };
  tick();
  return () => clearTimeout(timer);
}
