import { expect, test } from 'vitest';
import { findNewerThanBash32, NEWER_THAN_BASH_3_2 } from './newer-than-bash-3-2.ts';
import { readTracked, SHELL_FILES } from './shell-scripts.ts';

const EXAMPLES = readTracked('tests/repo/testdata/newer-than-bash-3-2.txt')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => ({ line, what: line.slice(line.lastIndexOf(' # ') + 3) }));

test.for(SHELL_FILES)('%s keeps to bash 3.2 and to tools that macOS has', (path) => {
  expect(findNewerThanBash32(readTracked(path))).toEqual([]);
});

test.for(EXAMPLES)('in `$line` it finds just that', ({ line, what }) => {
  expect(findNewerThanBash32(line)).toEqual(what === 'nothing' ? [] : [`line 1: ${what}: ${line}`]);
});

test('each pattern has an example', () => {
  const covered = new Set(EXAMPLES.map(({ what }) => what));
  expect(NEWER_THAN_BASH_3_2.filter(({ what }) => !covered.has(what))).toEqual([]);
});
