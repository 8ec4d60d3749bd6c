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
  const run = ['run', 'hello', '--clean-up', '--json', file];
  const { exitCode, stdout, stderr } = await workshop.run('./workshop', run);
  expect({ exitCode, ...(exitCode === 0 ? {} : { stdout, stderr }) }).toEqual({ exitCode: 0 });
  summary = JSON.parse(await readFile(file, 'utf8')) as RunSummary;
}, 10 * MINUTE);
afterAll(() => workshop.remove(), MINUTE);

describe('the hello tutorial, end to end', () => {
  it('runs from one command, every step checked, and cleans up', () => {
    expect(summary.problems).toEqual([]);
    expect(summary.steps).toHaveLength(22);
    expect(summary.steps.every((step) => step.passed)).toBe(true);
    expect(summary.afterCleanUp?.map((check) => check.passed)).toEqual([true, true, true, true, true]);
  });

  it('sends 10 % of 3,000 requests at the gateway to the canary, within 2 points', () => {
    const canary = summary.steps.find(({ file }) => file === '15-start-canary.sh');
    const [measurement] = canary?.checks.flatMap((check) => check.measurement ?? []) ?? [];
    expect(measurement).toMatchObject({ expected: { v1: 90, v2: 10 }, requests: 3000 });
    expect(Math.abs((measurement?.measured.v2 ?? 0) - 10)).toBeLessThanOrEqual(2);
  });

  it('loses no request from the gateway on, while pods are replaced and weights shifted', () => {
    expect(summary.load).toMatchObject({ failed: 0, failures: [] });
    expect(summary.load?.sent).toBe(summary.load?.ok);
    expect(summary.load?.sent).toBeGreaterThanOrEqual(1000);
  });

  it('has written nothing but into the checkout and its state directory', async () => {
    expect(await workshop.strayFiles()).toEqual([]);
  });
});
