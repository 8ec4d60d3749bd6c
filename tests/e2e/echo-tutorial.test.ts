import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../apps/workshop/src/tutorial/summary/summary.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

const MINUTE = 60_000;

let workshop: Workshop;
let summary: RunSummary;
beforeAll(async () => {
  workshop = await createWorkshop();
  const file = path.join(workshop.scratch, 'summary.json');
  const { exitCode, stdout, stderr } = await workshop.run('./workshop', [
    'run',
    'echo',
    '--clean-up',
    '--json',
    file,
  ]);
  expect({ exitCode, ...(exitCode === 0 ? {} : { stdout, stderr }) }).toEqual({ exitCode: 0 });
  summary = JSON.parse(await readFile(file, 'utf8')) as RunSummary;
}, 10 * MINUTE);
afterAll(() => workshop.remove(), MINUTE);

/** What a step has measured, by its file name. */
function measured(file: string) {
  const step = summary.steps.find((candidate) => candidate.file === file);
  return step?.checks.flatMap((check) => check.measurement ?? []) ?? [];
}

describe('the echo tutorial, end to end', () => {
  it('runs from one command, every step checked, and cleans up', () => {
    expect(summary.problems).toEqual([]);
    expect(summary.steps).toHaveLength(29);
    expect(summary.steps.every((step) => step.passed)).toBe(true);
    expect(summary.afterCleanUp?.map((check) => check.passed)).toEqual([true, true, true, true, true]);
  });

  it('loses no request at the gateway, while pods are replaced and scaled and weights shifted', () => {
    expect(summary.load).toMatchObject({ failed: 0, failures: [] });
    expect(summary.load?.sent).toBe(summary.load?.ok);
    expect(summary.load?.sent).toBeGreaterThanOrEqual(1000);
    const titles = summary.steps.flatMap((step) => step.checks.map((check) => check.title));
    expect(titles.filter((title) => title.endsWith('loses no request'))).toEqual([
      'restarting echo-backend-blue and echo-backend-green loses no request',
      'scaling echo-backend-blue to 2 and back loses no request',
      'restarting echo-frontend-blue and gw-echo-frontend loses no request',
      'scaling echo-frontend-blue to 5 and back loses no request',
      'scaling gw-echo-frontend to 2 and back loses no request',
    ]);
  });

  it('divides 2,000 requests between blue and green as the weights say', () => {
    expect(measured('19-create-gateway.sh')).toMatchObject([
      { expected: { '11.0': 100 }, measured: { '11.0': 100 }, requests: 2000 },
    ]);
    const [split] = measured('20-split-backend.sh');
    expect(split).toMatchObject({ expected: { '11.0': 50, '12.0': 50 }, requests: 2000 });
    expect(Math.abs((split?.measured['11.0'] ?? 0) - 50)).toBeLessThanOrEqual(5);
    expect(measured('21-shift-backend.sh')).toMatchObject([
      { expected: { '12.0': 100 }, measured: { '12.0': 100 }, requests: 2000 },
    ]);
  });

  it('fails for a fifth of 2,000 requests with a bad backend, and for less than 1 % once they are tried again', () => {
    const [broken] = measured('23-break-backend.sh');
    expect(broken?.requests).toBe(2000);
    expect(Math.abs((broken?.measured.failed ?? 0) - 20)).toBeLessThanOrEqual(5);
    const [retried] = measured('24-retry-requests.sh');
    expect(retried?.requests).toBe(2000);
    expect(retried?.measured.failed).toBeLessThan(1);
  });

  it('has written nothing but into the checkout and its state directory', async () => {
    expect(await workshop.strayFiles()).toEqual([]);
  });
});
