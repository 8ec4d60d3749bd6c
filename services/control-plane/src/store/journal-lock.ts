import { join } from 'node:path';
import { tryLock } from '@mesh-workshop/process-lock';

/** Another process uses the directory. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/**
 * Takes the directory for this process, so that two control planes never write one journal. That guards against processes of the
 * same machine (on a shared volume, the deployment must see to it that there is one).
 *
 * @returns releases the lock
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const lock = join(directory, 'lock');
  const attempt = await tryLock(lock);
  if ('release' in attempt) return attempt.release;
  const { pid } = attempt.holder;
  throw new DirectoryInUseError(
    `${directory} is in use by process ${pid}. Stop that control plane, or give this one a STATE_DIR of its own. ` +
      `If process ${pid} is no control plane, delete ${lock}.`,
  );
}
