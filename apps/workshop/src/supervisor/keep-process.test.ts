import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backoffMs, keepProcess } from './keep-process.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'keep-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('waits longer after each failure in a row, up to ten seconds', () => {
  expect([1, 2, 3, 10].map(backoffMs)).toEqual([250, 500, 1000, 10_000]);
});

it('starts a process again when it was killed, says so, and stops it for good', async () => {
  const logFile = path.join(root, 'log');
  const said: string[] = [];
  const kept = await keepProcess(
    'sleeper',
    {
      command: '/bin/sh',
      args: ['-c', 'echo up; exec sleep 300'],
      env: { PATH: '/usr/bin:/bin' },
      cwd: root,
      logFile,
    },
    (message) => said.push(message),
  );
  const ups = () =>
    readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((it) => it === 'up').length;
  await expect.poll(ups).toBe(1);
  const first = kept.pid;
  process.kill(first ?? 0, 'SIGKILL');
  await expect.poll(ups).toBe(2);
  expect(kept.restarts).toBe(1);
  expect(said[0]).toBe(`sleeper (process ${first}) ended with SIGKILL; log: ${logFile}`);
  await kept.stop(1000);
  expect(kept.pid).toBeUndefined();
});
