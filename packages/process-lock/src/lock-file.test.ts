import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LockAttempt, tryLock } from './lock-file.ts';
import { identifyProcess } from './process-identity.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lock-'));
  file = path.join(directory, 'made', 'lock');
});
afterEach(() => rm(directory, { recursive: true }));

async function release(attempt: LockAttempt): Promise<void> {
  expect(attempt).toHaveProperty('release');
  if ('release' in attempt) await attempt.release();
}

describe('tryLock', () => {
  it('lets one in at a time, names the holder to all others, and leaves nothing behind', async () => {
    const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(file)));
    const [winner, ...others] = [...attempts].sort((a) => ('release' in a ? -1 : 1));
    expect(others).toEqual(others.map(() => ({ holder: identifyProcess(process.pid) })));
    await release(winner as LockAttempt);
    await release(await tryLock(file));
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  it('does not let go of the lock of another one when it is released twice', async () => {
    const first = await tryLock(file);
    await release(first);
    const second = await tryLock(file);
    await release(first);
    expect(await tryLock(file)).toHaveProperty('holder');
    await release(second);
  });

  it('lets one of many take over from a process that is gone, also when its id is in use again', async () => {
    await release(await tryLock(file));
    const { pid } = spawnSync('true');
    const ticks = identifyProcess(process.pid).startTicks;
    for (const content of [`${pid} ${ticks}`, '999999999 1', `${process.pid} 1`, '', 'no process']) {
      await writeFile(file, content);
      const attempts = await Promise.all(Array.from({ length: 10 }, () => tryLock(file)));
      const winners = attempts.filter((attempt) => 'release' in attempt);
      expect(winners, content).toHaveLength(1);
      for (const winner of winners) await release(winner);
    }
  });

  it('respects the lock of another process for as long as that runs', async () => {
    await release(await tryLock(file));
    const other = spawn('sleep', ['60']);
    const identity = identifyProcess(other.pid ?? 0);
    const content = `${identity.pid} ${identity.startTicks ?? 'unknown'}`;
    await writeFile(file, content);
    expect(await tryLock(file)).toEqual({ holder: identity });
    expect(await readFile(file, 'utf8')).toBe(content);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await release(await tryLock(file));
  });
});
