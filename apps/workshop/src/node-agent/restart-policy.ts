const MAX_DELAY_MS = 30_000;

/** Whether a container that ended with this code is started again. */
export function shouldRestart(policy: 'Always' | 'OnFailure' | 'Never', exitCode: number): boolean {
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/**
 * How long to wait before a container that was restarted `restartCount` times is started again: at once the first time, then 1 s, 2 s, 4 s up to 30 s. A
 * cluster waits ten times as long; nobody learns anything from that.
 */
export function restartDelayMs(restartCount: number): number {
  return restartCount === 0 ? 0 : Math.min(MAX_DELAY_MS, 1000 * 2 ** (restartCount - 1));
}
