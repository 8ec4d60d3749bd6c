import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LockHeldError, withLock } from './with-lock.ts';

let root: string;
let lock: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'lock-'));
  lock = path.join(root, 'lock');
});
afterEach(() => rmSync(root, { recursive: true }));

it('lets one after the other in, and tells who has to wait', async () => {
  const order: string[] = [];
  let leave: () => void = () => undefined;
  let first: Promise<void> | undefined;
  // Inside only when this resolves: before, either could be the first.
  await new Promise<void>((entered) => {
    first = withLock(lock, async () => {
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      entered();
      await left;
      order.push('first');
    });
  });
  const second = withLock(lock, async () => void order.push('second'), {
    onWait({ pid }) {
      order.push(`waits for ${pid === process.pid ? 'us' : pid}`);
      leave();
    },
  });
  await Promise.all([first, second]);
  expect(order).toEqual(['waits for us', 'first', 'second']);
});

it('is free again after a failure', async () => {
  const failing = withLock(lock, async () => {
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(await withLock(lock, async () => 'in')).toBe('in');
});

it('gives up when it takes too long, and says whom to end', async () => {
  await withLock(lock, async () => {
    const waiting = withLock(lock, async () => 'in', { timeoutMs: 0 });
    await expect(waiting).rejects.toThrow(LockHeldError);
    await expect(withLock(lock, async () => 'in', { timeoutMs: 0 })).rejects.toThrow(
      `held by process ${process.pid}`,
    );
  });
});
