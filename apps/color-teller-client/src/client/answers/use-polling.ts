import { useEffect, useState } from 'react';
import { nextWait } from './next-wait.ts';

/**
 * Asks again and again: `intervalMs` after each answer, later when several questions in a row fail, never while `intervalMs` is
 * undefined. `ask` says whether it went well, and rejects only when its signal ends it. Returns the wait before the next question,
 * in milliseconds. When the component goes or an argument changes, the question in flight is ended and no other is asked.
 */
export function usePolling(
  ask: (signal: AbortSignal) => Promise<boolean>,
  intervalMs: number | undefined,
): number | undefined {
  const [wait, setWait] = useState<number>();
  useEffect(() => {
    if (intervalMs === undefined) return;
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    const askOnce = async () => {
      const wentWell = await ask(end.signal).catch(() => false);
      if (end.signal.aborted) return;
      failures = wentWell ? 0 : failures + 1;
      const next = nextWait(intervalMs, failures);
      setWait(next);
      timer = setTimeout(askOnce, next);
    };
    void askOnce();
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [ask, intervalMs]);
  return wait;
}
