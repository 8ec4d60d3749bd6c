import { useCallback, useState } from 'react';
import type { Answer } from './answer.ts';
import { remember } from './answer-history.ts';
import { askColor } from './gateway.ts';
import { usePolling } from './use-polling.ts';

/** What the page knows about the color. */
export interface ColorAnswers {
  /** Oldest first. */
  readonly history: readonly Answer[];
  /** The wait before the next question, in milliseconds. */
  readonly waitMs: number | undefined;
  forget(): void;
}

/** Asks for the color every `intervalMs`, and not at all while it is undefined. */
export function useColorAnswers(intervalMs: number | undefined): ColorAnswers {
  const [history, setHistory] = useState<readonly Answer[]>([]);
  const ask = useCallback(async (signal: AbortSignal) => {
    const answer = await askColor(signal);
    setHistory((known) => remember(known, answer));
    return 'color' in answer;
  }, []);
  const waitMs = usePolling(ask, intervalMs);
  const forget = useCallback(() => setHistory([]), []);
  return { history, waitMs, forget };
}
