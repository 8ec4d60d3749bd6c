import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';
import { identifyProcess } from './process-identity.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('lets one after the other in, and tells who has to wait', async () => {
  const lock = path.join(root, 'lock');
  const order: string[] = [];
  let release: () => void = () => undefined;
  const first = withFileLock(
    lock,
    () =>
      new Promise<void>((resolve) => {
        release = () => {
          order.push('first');
          resolve();
        };
      }),
  );
  // Inside only now: before, either could be the first.
  await expect.poll(() => existsSync(path.join(lock, 'owner.json'))).toBe(true);
  const second = withFileLock(lock, async () => void order.push('second'), {
    onWait: (owner) => {
      order.push(`waits for ${owner?.pid === process.pid ? 'us' : owner?.pid}`);
      release();
    },
  });
  await Promise.all([first, second]);
  expect(order).toEqual(['waits for us', 'first', 'second']);
});

it('takes over the lock of a process that is gone', async () => {
  const lock = path.join(root, 'lock');
  const { pid } = spawnSync('true');
  mkdirSync(lock);
  writeFileSync(path.join(lock, 'owner.json'), JSON.stringify({ ...identifyProcess(process.pid), pid }));
  expect(await withFileLock(lock, async () => 'in')).toBe('in');
});

it('is free again after a failure', async () => {
  const lock = path.join(root, 'lock');
  const failing = withFileLock(lock, async () => {
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(await withFileLock(lock, async () => 'in')).toBe('in');
});
