import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { readProcessStat } from '@mesh-workshop/process-lock';
import { afterEach, describe, expect, it } from 'vitest';
import { lowered, lowerSession, planPriorities, readSchedulingFacts } from './cpu-priority.ts';

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that does nothing, started as a step is: with a priority, in a session of its own. */
async function sleeper(plan: ReturnType<typeof planPriorities>) {
  const { command, args } = lowered(plan, 'sleep', ['600']);
  const child = spawn(command, [...args], { detached: true, stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  lowerSession(plan, child.pid);
  return child.pid ?? 0;
}

describe('what goes first', () => {
  it('is what serves: by sessions and niceness where there are autogroups', () => {
    expect(planPriorities({ platform: 'linux', autogroups: true, busy: false })).toEqual({
      serveInOwnSessions: true,
      nice: 10,
      autogroupNice: 10,
    });
  });

  it('is left to niceness alone without autogroups, and on macOS', () => {
    const plain = { serveInOwnSessions: false, nice: 10, autogroupNice: undefined };
    expect(planPriorities({ platform: 'linux', autogroups: false, busy: false })).toEqual(plain);
    expect(planPriorities({ platform: 'darwin', autogroups: false, busy: false })).toEqual(plain);
  });

  it('lowers nothing while others take the CPUs, as what is low would wait for them too', () => {
    expect(planPriorities({ platform: 'linux', autogroups: true, busy: true })).toEqual({
      serveInOwnSessions: true,
      nice: undefined,
      autogroupNice: undefined,
    });
    expect(planPriorities({ platform: 'darwin', autogroups: false, busy: true }).nice).toBeUndefined();
  });
});

describe('real processes', () => {
  it('run at the priority that was planned, what they start as well', async () => {
    const pid = await sleeper(planPriorities({ platform: 'linux', autogroups: false, busy: false }));
    await expect.poll(() => os.getPriority(pid)).toBe(os.getPriority() + 10);
  });

  it('run as everything else while others take the CPUs', async () => {
    const pid = await sleeper(planPriorities({ platform: 'linux', autogroups: true, busy: true }));
    expect(os.getPriority(pid)).toBe(os.getPriority());
  });

  it('have their session lowered where the kernel divides by sessions', async (context) => {
    const { autogroups } = readSchedulingFacts();
    if (!autogroups) return context.skip('this kernel does not divide the CPUs by sessions');
    // The kernel takes one change in a tenth of a second.
    const plan = planPriorities({ platform: 'linux', autogroups, busy: false });
    const pid = await sleeper(plan);
    await expect
      .poll(() => {
        lowerSession(plan, pid);
        return readFileSync(`/proc/${pid}/autogroup`, 'utf8');
      })
      .toMatch(/nice 10$/m);
    expect(readProcessStat(pid)?.[3]).toBe(String(pid));
  });
});
