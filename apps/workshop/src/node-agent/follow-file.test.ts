import { expect, it } from 'vitest';
import { tailOffset } from './follow-file.ts';

it.each([
  ['a\nb\nc\n', 1, 'c\n'],
  ['a\nb\nc\n', 2, 'b\nc\n'],
  ['a\nb\nc', 1, 'c'],
  ['a\nb\n', 9, 'a\nb\n'],
  ['a\nb\n', 0, ''],
  ['', 3, ''],
])('finds in %j the last %i lines', (text, lines, expected) => {
  const content = Buffer.from(text);
  expect(content.subarray(tailOffset(content, lines)).toString()).toBe(expected);
});
