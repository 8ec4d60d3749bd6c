import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkshopError } from '../workshop-error.ts';
import { identifyProcess, isSameProcess, type ProcessIdentity } from './process-identity.ts';

/** How to wait for a lock. */
export interface LockOptions {
  /** told once when somebody else holds the lock */
  readonly onWait?: (owner: ProcessIdentity | undefined) => void;
  /** default 10 minutes */
  readonly timeoutMs?: number;
}

/**
 * Runs `work` while no other process on this machine runs work under the same lock. The lock is a directory (mkdir is atomic
 * everywhere) with the owner's identity inside; the lock of a process that is gone is taken over.
 */
export async function withFileLock<T>(
  lock: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await acquire(lock, options);
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function acquire(lock: string, options: LockOptions): Promise<void> {
  await mkdir(path.dirname(lock), { recursive: true });
  const deadline = Date.now() + (options.timeoutMs ?? 600_000);
  let told = false;
  // A directory without an owner belongs to a process that is between mkdir and write, or died there.
  let ownerlessSince: number | undefined;
  for (;;) {
    try {
      await mkdir(lock);
      await writeFile(path.join(lock, 'owner.json'), JSON.stringify(identifyProcess(process.pid)));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await readOwner(lock);
    ownerlessSince = owner === undefined ? (ownerlessSince ?? Date.now()) : undefined;
    const abandoned =
      owner === undefined ? Date.now() - (ownerlessSince ?? Date.now()) > 2000 : !isSameProcess(owner);
    if (abandoned) {
      await rm(lock, { recursive: true, force: true });
      continue;
    }
    if (!told) options.onWait?.(owner);
    told = true;
    if (Date.now() > deadline) {
      throw new WorkshopError(
        `${lock} is held by process ${owner?.pid ?? '(unknown)'} for too long. End that process or remove the directory.`,
      );
    }
    await delay(50);
  }
}

async function readOwner(lock: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(path.join(lock, 'owner.json'), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
