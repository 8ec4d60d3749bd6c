import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkshop, type Workshop } from './workshop.ts';
import { NO_PROC, processesNaming } from './workshop-processes.ts';

const MINUTE = 60_000;

let workshop: Workshop;
let temporary: string;
beforeAll(async () => {
  workshop = await createWorkshop();
  temporary = await mkdtemp(path.join(os.tmpdir(), 'interrupted-'));
});
afterAll(async () => {
  await workshop.remove();
  await rm(temporary, { recursive: true, force: true });
}, MINUTE);

it('stops the tests and the environments that they have started when the command alone gets a signal', {
  timeout: 5 * MINUTE,
}, async ({ skip }) => {
  skip(NO_PROC !== undefined, NO_PROC);
  const tests = workshop.start('./workshop', ['test', 'tests/e2e/cloud-map.test.ts'], { TMPDIR: temporary });
  // The service proxy of the environment that a test has started, and the sidecar of a pod.
  await expect
    .poll(() => processesNaming(temporary).filter(({ command }) => /^\S*\/envoy /.test(command)).length, {
      timeout: 3 * MINUTE,
    })
    .toBeGreaterThan(1);
  tests.child.kill('SIGTERM');
  const { exitCode, stderr } = await tests.ended;
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining('Interrupted.'),
  });
  await expect.poll(() => processesNaming(temporary)).toEqual([]);
  expect(await readdir(temporary)).toEqual([]);
});
