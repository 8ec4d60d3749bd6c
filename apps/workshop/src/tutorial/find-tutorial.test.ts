import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from '../checkout.ts';
import { findTutorial, TUTORIALS } from './find-tutorial.ts';
import { listSteps } from './steps/list-steps.ts';

it('says which tutorials there are when there is none of that name', () => {
  expect(() => findTutorial('colour')).toThrow(
    'there is no tutorial "colour". Known: order, echo, hello, color.',
  );
});

describe.each(TUTORIALS)('the $name tutorial', (tutorial) => {
  it('checks every teaching step, and no step that does not exist', async () => {
    const { teaching, cleanUp } = await listSteps(path.join(CHECKOUT, 'scripts', tutorial.name));
    const files = teaching.map((step) => step.file);
    expect(Object.keys(tutorial.checks)).toEqual(files);
    expect(Object.values(tutorial.checks).filter((checks) => checks.length === 0)).toEqual([]);
    expect(cleanUp).not.toEqual([]);
    expect(files).toContain(tutorial.loadAfter);
    expect(files).toContain(tutorial.loadUntil ?? tutorial.loadAfter);
  });
});
