import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { identifyProcess, isSameProcess, readProcessStat } from '@mesh-workshop/process-lock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planPriorities, readSchedulingFacts } from './cpu-priority.ts';
import { collectDescendants, listDescendants } from './list-descendants.ts';
import { listProcessesOf } from './list-processes-of.ts';
import { startProcess } from './start-process.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'process-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function shell(script: string) {
  return startProcess({
    command: '/bin/sh',
    args: ['-c', script],
    env: { PATH: '/usr/bin:/bin' },
    cwd: root,
    logFile: path.join(root, 'logs/it.log'),
  });
}

const log = () => readFileSync(path.join(root, 'logs/it.log'), 'utf8');

it('writes both streams into the log file and tells the exit code', async () => {
  const running = await shell('echo out; echo err >&2; exit 3');
  expect(await running.exited).toEqual({ code: 3, signal: null });
  expect(log()).toBe('out\nerr\n');
});

it('inherits nothing of the environment', async () => {
  process.env.WORKSHOP_TEST_SECRET = 'x';
  const running = await shell('echo "[$WORKSHOP_TEST_SECRET]"');
  await running.exited;
  delete process.env.WORKSHOP_TEST_SECRET;
  expect(log()).toBe('[]\n');
});

it('rejects when the command does not exist', async () => {
  const plan = { command: '/nonexistent', args: [], env: {}, cwd: root, logFile: path.join(root, 'log') };
  await expect(startProcess(plan)).rejects.toThrow('ENOENT');
});

it('kills what does not listen, and what it has started', async () => {
  const running = await shell('trap "" TERM; sleep 300 & echo started; wait; wait');
  await expect.poll(log).toBe('started\n');
  const children = await listDescendants(running.pid);
  expect(children).toHaveLength(1);
  const identities = children.map(identifyProcess);
  expect(await running.stop(50)).toMatchObject({ signal: 'SIGKILL' });
  await expect.poll(() => identities.some(isSameProcess)).toBe(false);
});

it('has a share of the CPUs of its own where the kernel divides by sessions, and is still found', async (context) => {
  if (!planPriorities(readSchedulingFacts()).serveInOwnSessions) {
    return context.skip('this kernel does not divide the CPUs by sessions');
  }
  const running = await shell('echo started; exec sleep 300');
  await expect.poll(log).toBe('started\n');
  expect(readProcessStat(running.pid)?.[3]).toBe(String(running.pid));
  expect(await listProcessesOf(identifyProcess(process.pid))).toContain(running.pid);
  await running.stop(60_000);
  expect(await listProcessesOf(identifyProcess(process.pid))).not.toContain(running.pid);
});

it('finds children of children, and nobody else', () => {
  const links = [
    { pid: 2, parent: 1 },
    { pid: 3, parent: 2 },
    { pid: 4, parent: 3 },
    { pid: 5, parent: 1 },
  ];
  expect(collectDescendants(2, links)).toEqual([3, 4]);
});
