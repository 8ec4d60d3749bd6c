import { expect, it } from 'vitest';
import { whileTelling } from './while-telling.ts';

it('tells what it does and for how long, and nothing more once it is done', async () => {
  const lines: string[] = [];
  let finish = (_: string) => {};
  let stage = 'one';
  const work = () => new Promise<string>((resolve) => (finish = resolve));
  const result = whileTelling(
    (line) => void lines.push(line),
    () => `Waiting for ${stage}`,
    work,
    1,
  );
  await expect.poll(() => lines[0]).toMatch(/^Waiting for one \.\.\. \d+\.\d s so far$/);
  stage = 'two';
  await expect.poll(() => lines.at(-1)).toContain('Waiting for two');
  finish('done');
  expect(await result).toBe('done');
  const told = lines.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(lines).toHaveLength(told);
});

it('is silent after work that failed, too', async () => {
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  await expect(
    whileTelling(
      report,
      () => 'x',
      () => Promise.reject(new Error('no')),
      1,
    ),
  ).rejects.toThrow('no');
  const told = lines.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(lines).toHaveLength(told);
});
