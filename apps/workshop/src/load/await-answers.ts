import { setTimeout as pause } from 'node:timers/promises';
import type { Load } from './start-load.ts';

/** How a wait for answers goes on. */
export interface AnswersWait {
  /** Told now and then of how many of how many have come. */
  readonly onProgress?: (come: number, wanted: number) => void;
  readonly signal?: AbortSignal;
}

const LOOK_EVERY_MS = 50;
const PROGRESS_EVERY_MS = 5_000;
/** Every request is settled before this long; a load without a single outcome for longer has come to an end. */
const SILENT_MS = 60_000;

/** Waits until the load has so many outcomes more than at `from`, however long a busy machine takes for them. */
export async function awaitAnswers(
  load: Pick<Load, 'outcomes'>,
  from: number,
  wanted: number,
  { onProgress, signal }: AnswersWait = {},
): Promise<void> {
  let seen = load.outcomes().length;
  let seenAt = performance.now();
  let toldAt = seenAt;
  while (load.outcomes().length - from < wanted) {
    await pause(LOOK_EVERY_MS, undefined, { ...(signal === undefined ? {} : { signal }) });
    const now = performance.now();
    if (load.outcomes().length > seen) {
      seen = load.outcomes().length;
      seenAt = now;
    } else if (now - seenAt > SILENT_MS) throw new Error('the background load does not go on');
    if (now - toldAt > PROGRESS_EVERY_MS) {
      onProgress?.(seen - from, wanted);
      toldAt = now;
    }
  }
}
