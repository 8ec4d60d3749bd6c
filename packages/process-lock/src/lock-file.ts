import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identifyProcess, isSameProcess, type ProcessIdentity } from './process-identity.ts';

/** What became of an attempt: a lock and how to let go of it, or the running process that has it. */
export type LockAttempt = { readonly release: () => Promise<void> } | { readonly holder: ProcessIdentity };

/**
 * Takes the lock `file` for this process, or tells who has it. The lock of a process that was killed is taken over, even when its
 * process id is in use again. Its directory is made when it is not there. A lock is of one caller: another one in the same process
 * does not get it either.
 */
export async function tryLock(file: string): Promise<LockAttempt> {
  await mkdir(path.dirname(file), { recursive: true });
  const claim = `${file}.${process.pid}.${randomUUID()}`;
  const own = format(identifyProcess(process.pid));
  await writeFile(claim, own, { mode: 0o600 });
  try {
    for (;;) {
      // A link appears at once and with its content, and fails when there is one: two processes cannot both succeed.
      if (await linked(claim, file)) return { release: releaseOnce(file, own) };
      const content = await readIfThere(file);
      // Released just now: try again.
      if (content === undefined) continue;
      const holder = parse(content);
      if (holder !== undefined && isSameProcess(holder)) return { holder };
      await removeStale(file, content);
    }
  } finally {
    await rm(claim, { force: true });
  }
}

function releaseOnce(file: string, own: string): () => Promise<void> {
  let released = false;
  return async () => {
    if (released) return;
    released = true;
    if ((await readIfThere(file)) === own) await rm(file, { force: true });
  };
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Removes the lock of a process that is gone. Many may find it; they take turns, and look again, so that none removes the lock of
 * one that has taken over meanwhile. Whoever does not get its turn tries everything again.
 */
async function removeStale(file: string, content: string): Promise<void> {
  const turn = await tryLock(`${file}.takeover`);
  if ('holder' in turn) return;
  try {
    if ((await readIfThere(file)) === content) await rm(file, { force: true });
  } finally {
    await turn.release();
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Where the kernel tells no start time, there is a word in its place. */
const UNKNOWN_START = 'unknown';

function format({ pid, startTicks = UNKNOWN_START }: ProcessIdentity): string {
  return `${pid} ${startTicks}`;
}

/** Undefined for a lock that names no process, which holds nobody back. */
function parse(content: string): ProcessIdentity | undefined {
  const found = /^([1-9]\d*) (\w+)$/.exec(content);
  if (found === null) return undefined;
  const [, pid, startTicks = UNKNOWN_START] = found;
  return { pid: Number(pid), ...(startTicks === UNKNOWN_START ? {} : { startTicks }) };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
