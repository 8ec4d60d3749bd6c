import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findLastLines } from './find-last-lines.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'last-lines-'));
});
afterAll(() => rm(directory, { recursive: true }));

it.for([
  ['a\nb\nc\n', 1, 'c\n'],
  ['a\nb\nc\n', 2, 'b\nc\n'],
  ['a\nb\nc', 1, 'c'],
  ['a\nb\n\n', 1, '\n'],
  ['a\nb\n', 2, 'a\nb\n'],
  ['a\nb\n', 9, 'a\nb\n'],
  ['a\nb\n', 0, ''],
  ['a\nb', 0, ''],
  ['a\nb\n', -1, 'a\nb\n'],
  ['', 3, ''],
] as const)('of %j the last %i lines are %j', async ([text, lines, last]) => {
  const file = path.join(directory, 'log');
  await writeFile(file, text);
  expect(text.slice(await findLastLines(file, lines))).toBe(last);
});
