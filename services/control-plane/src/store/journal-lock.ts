import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another process uses the directory. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/**
 * Takes the directory for this process, so that two control planes never write one journal. The lock names the process and when
 * it started: that of a process that was killed is taken over, even when its process id is in use again. It guards against
 * processes of the same machine (on a shared volume, the deployment must see to it that there is one).
 *
 * @returns releases the lock
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const lock = join(directory, 'lock');
  const own = processIdentity(process.pid);
  const claim = `${lock}.${process.pid}`;
  await writeFile(claim, own, { mode: 0o600 });
  try {
    for (;;) {
      // A link appears at once and with its content, and fails when there is one: two processes cannot both succeed.
      if (await linked(claim, lock)) return () => release(lock, own);
      const holder = await readIfThere(lock);
      // Released just now: try again.
      if (holder === undefined) continue;
      const [pid = ''] = holder.split(' ');
      if (holder !== '' && processIdentity(Number(pid)) === holder)
        throw new DirectoryInUseError(
          `${directory} is in use by process ${pid}. Stop that control plane, or give this one a STATE_DIR of its own. ` +
            `If process ${pid} is no control plane, delete ${lock}.`,
        );
      await removeStale(lock, holder, `${claim}.stale`);
    }
  } finally {
    await rm(claim, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same stale lock: what was moved away is looked at, and put back when it is another's new one. */
async function removeStale(lock: string, holder: string, aside: string): Promise<void> {
  try {
    await rename(lock, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== holder) await linked(aside, lock);
  await rm(aside, { force: true });
}

async function release(lock: string, own: string): Promise<void> {
  if ((await readIfThere(lock)) === own) await rm(lock, { force: true });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The process id and, where the system tells it in /proc, the time the process started; empty when there is no such process. */
function processIdentity(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may itself hold spaces and parentheses; the start time is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not noticed yet.
    return fields[0] === 'Z' ? '' : `${pid} ${fields[19]}`;
  } catch {
    return `${pid} unknown`;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
