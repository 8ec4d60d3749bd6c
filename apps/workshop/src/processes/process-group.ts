import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Asks every process of a group to end, which is named by the pid of its first (`detached: true` of `spawn` makes it one), and kills what is left of it
 * after the grace. Resolves when that is done; a group that has no process any more is fine.
 */
export async function endGroup(leader: number | undefined, graceMs: number): Promise<void> {
  if (leader === undefined) return;
  signalGroup(leader, 'SIGTERM');
  const deadline = performance.now() + graceMs;
  while (signalGroup(leader, 0)) {
    if (performance.now() > deadline) {
      signalGroup(leader, 'SIGKILL');
      return;
    }
    await pause(POLL_MS);
  }
}

/** False when the group has no process any more. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
