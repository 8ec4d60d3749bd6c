import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type ProcessIdentity, tryLock } from '@mesh-workshop/process-lock';
import { statePaths } from '../state/workshop-paths.ts';
import { WorkshopError } from '../workshop-error.ts';

/** A command of the workshop that works on a tutorial right now. */
interface RunningTutorial {
  readonly tutorial: string;
  readonly holder: ProcessIdentity;
}

/** Does the work while no other `run`, `reset` or `clean-up` of this tutorial can; a WorkshopError names the one that is at it. */
export async function withTutorial<T>(
  stateDirectory: string,
  tutorial: string,
  work: () => Promise<T>,
): Promise<T> {
  const attempt = await tryLock(path.join(statePaths(stateDirectory).tutorials, tutorial));
  if ('holder' in attempt) {
    throw new WorkshopError(
      `process ${attempt.holder.pid} is working on the ${tutorial} tutorial in this environment already. Wait for it, end it with Ctrl-C, or take another environment: --state-dir.`,
    );
  }
  try {
    return await work();
  } finally {
    await attempt.release();
  }
}

/** The tutorials of an environment that a command is working on. */
export async function findRunningTutorials(stateDirectory: string): Promise<readonly RunningTutorial[]> {
  const { tutorials } = statePaths(stateDirectory);
  const names = await readdir(tutorials).catch(() => []);
  const running: RunningTutorial[] = [];
  // A name with a dot is a claim or a takeover that another process is making.
  for (const tutorial of names.filter((name) => !name.includes('.'))) {
    const attempt = await tryLock(path.join(tutorials, tutorial));
    if ('holder' in attempt) running.push({ tutorial, holder: attempt.holder });
    else await attempt.release();
  }
  return running;
}
