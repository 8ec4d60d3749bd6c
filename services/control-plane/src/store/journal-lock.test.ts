import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryInUseError, lockDirectory } from './journal-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('lockDirectory', () => {
  it('lets one in at a time', async () => {
    const release = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUseError);
    await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${process.pid}`);
    await release();
    const again = await lockDirectory(directory);
    await again();
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes over from a process that is gone, also when its id is in use again', async () => {
    for (const holder of ['999999999 1', `${process.pid} 1`, '']) {
      await writeFile(join(directory, 'lock'), holder);
      const release = await lockDirectory(directory);
      await release();
    }
  });
});
