import { expect, test } from 'vitest';
import { trackedFiles } from '../repository.ts';
import { readTracked } from './shell-scripts.ts';

// What belongs to the machine on which something was written, not to the repository. Put together from pieces, so that
// this file does not contain the words it looks for.
const PRIVATE_WORDS: readonly { readonly what: string; readonly word: string }[] = [
  { what: 'host of the npm registry', word: ['registry', 'npmjs', 'org'].join('.') },
  { what: 'host of another npm registry', word: ['registry', 'yarnpkg', 'com'].join('.') },
  { what: 'host of the Python registry', word: ['pypi', 'org'].join('.') },
  { what: 'host of Python packages', word: ['files', 'pythonhosted', 'org'].join('.') },
  { what: 'path of a machine', word: ['', 'work', 'main'].join('/') },
  { what: 'path of a machine', word: ['', 'home', ''].join('/') },
  { what: 'path of a machine', word: ['', 'Users', ''].join('/') },
  { what: 'path of a machine', word: ['', 'root', ''].join('/') },
];

const TEXT_FILES = trackedFiles().filter((path) => !/\.(png|jpg|ico|woff2?)$/.test(path) && !isLink(path));

test.for(PRIVATE_WORDS)('no file holds the $what $word', ({ word }) => {
  expect(TEXT_FILES.filter((path) => readTracked(path).includes(word))).toEqual([]);
});

function isLink(path: string): boolean {
  return path.endsWith('/charts/service-lib');
}
