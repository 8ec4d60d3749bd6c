import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startProcess } from '../processes/start-process.ts';
import {
  type ContainerPlan,
  type RunningContainer,
  restartDelayMs,
  runContainer,
  shouldRestart,
} from './run-container.ts';

let root: string;
let container: RunningContainer;
let events: string[];
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'container-'));
  events = [];
});
afterEach(async () => {
  await container.stop(0);
  rmSync(root, { recursive: true });
});

function run(script: string, more: Partial<ContainerPlan> = {}): void {
  container = runContainer({
    name: 'app',
    restartPolicy: 'Always',
    stopGraceMs: 1000,
    onChange: () => undefined,
    onEvent: (_type, reason) => events.push(reason),
    launch: (restartCount) =>
      startProcess({
        command: '/bin/sh',
        args: ['-c', script],
        env: { PATH: '/usr/bin:/bin' },
        cwd: root,
        logFile: path.join(root, `${restartCount}.log`),
      }),
    ...more,
  });
}

it('is ready as soon as it runs when nothing probes it', async () => {
  run('exec sleep 300');
  await expect.poll(() => container.view).toMatchObject({ ready: true, started: true, restartCount: 0 });
});

it('is ready when its probe says so, and not ready any more after failures', async () => {
  let failure: string | undefined = 'not yet';
  run('exec sleep 300', {
    readinessProbe: { rhythm: { periodSeconds: 0.05, failureThreshold: 2 }, probe: async () => failure },
  });
  await expect.poll(() => container.view.state).toHaveProperty('running');
  expect(container.view.ready).toBe(false);
  failure = undefined;
  await expect.poll(() => container.view.ready).toBe(true);
  failure = 'tired';
  await expect.poll(() => container.view.ready).toBe(false);
  expect(events).toContain('Unhealthy');
});

it('stays ready while it is being ended, whatever its probe would say', async () => {
  let probes = 0;
  let failure: string | undefined;
  run('exec sleep 300', {
    readinessProbe: {
      rhythm: { periodSeconds: 0.05, failureThreshold: 1 },
      probe: async () => {
        probes += 1;
        return failure;
      },
    },
  });
  await expect.poll(() => container.view.ready).toBe(true);
  container.stopProbes();
  failure = 'draining';
  const asked = probes;
  await container.stop(0);
  expect(probes - asked).toBeLessThanOrEqual(1);
  expect(events).not.toContain('Unhealthy');
});

it('starts again at once after the first crash, and says that it backs off after the second', async () => {
  run('echo run; exit 3');
  await expect
    .poll(() => container.view)
    .toMatchObject({
      restartCount: 1,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    });
  expect(readFileSync(path.join(root, '1.log'), 'utf8')).toBe('run\n');
  expect(events).toContain('BackOff');
});

it('ends for good after success under OnFailure, and after anything under Never', async () => {
  run('exit 0', { restartPolicy: 'OnFailure' });
  await expect
    .poll(() => container.view)
    .toMatchObject({ finished: true, state: { terminated: { exitCode: 0 } } });
  run('exit 4', { restartPolicy: 'Never' });
  await expect
    .poll(() => container.view)
    .toMatchObject({ finished: true, state: { terminated: { exitCode: 4 } } });
});

it('is started again when its liveness probe fails', async () => {
  const healthy = path.join(root, 'healthy');
  writeFileSync(healthy, '');
  run('exec sleep 300', {
    livenessProbe: {
      rhythm: { periodSeconds: 0.05, failureThreshold: 2 },
      probe: async () => (container.view.restartCount === 0 ? 'hangs' : undefined),
    },
  });
  await expect
    .poll(() => container.view)
    .toMatchObject({
      restartCount: 1,
      ready: true,
      lastState: { terminated: { exitCode: 143 } },
    });
  expect(events).toContain('Killing');
});

it('says why it cannot be started', async () => {
  run('', {
    launch: () => Promise.reject(new Error('spawn /nonexistent ENOENT')),
  });
  await expect
    .poll(() => container.view.lastState)
    .toEqual({ waiting: { reason: 'RunContainerError', message: 'spawn /nonexistent ENOENT' } });
  expect(events).toContain('Failed');
});

it.each([
  ['Always', 0, true],
  ['Always', 1, true],
  ['OnFailure', 0, false],
  ['OnFailure', 1, true],
  ['Never', 1, false],
] as const)('restarts under %s after code %i: %s', (policy, code, expected) => {
  expect(shouldRestart(policy, code)).toBe(expected);
});

it('restarts at once the first time, then waits longer and longer up to half a minute', () => {
  expect([0, 1, 2, 3, 10].map(restartDelayMs)).toEqual([0, 1000, 2000, 4000, 30_000]);
});
