import { setTimeout as delay } from 'node:timers/promises';
import { tryLock } from './lock-file.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** How to wait for a lock. */
export interface WaitOptions {
  /** Told once when somebody else has the lock. */
  readonly onWait?: (holder: ProcessIdentity) => void;
  /** Default 10 minutes. */
  readonly timeoutMs?: number;
}

/** Another process has had the lock for longer than somebody was willing to wait. */
export class LockHeldError extends Error {
  override readonly name = 'LockHeldError';
  readonly holder: ProcessIdentity;

  constructor(file: string, holder: ProcessIdentity) {
    super(
      `${file} is held by process ${holder.pid} for too long. End that process or, if it has nothing to do with this, remove the file.`,
    );
    this.holder = holder;
  }
}

const LOOK_EVERY_MS = 50;

/**
 * Runs `work` while nobody else on this machine runs work under the lock `file`, and waits for that. Rejects as `work` does, and with
 * LockHeldError when the wait takes too long.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  { onWait, timeoutMs = 600_000 }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let told = false;
  for (;;) {
    const attempt = await tryLock(file);
    if ('release' in attempt) {
      try {
        return await work();
      } finally {
        await attempt.release();
      }
    }
    if (!told) onWait?.(attempt.holder);
    told = true;
    if (performance.now() > deadline) throw new LockHeldError(file, attempt.holder);
    await delay(LOOK_EVERY_MS);
  }
}
