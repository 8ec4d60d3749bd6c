import { describe, expect, test } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';

const DOCUMENT = { a: { b: [1, 2, 3], 'c/d': 'x' } };

describe('JSON patch', () => {
  test.each([
    ['add to a list', [{ op: 'add', path: '/a/b/1', value: 9 }], { a: { b: [1, 9, 2, 3], 'c/d': 'x' } }],
    ['append to a list', [{ op: 'add', path: '/a/b/-', value: 9 }], { a: { b: [1, 2, 3, 9], 'c/d': 'x' } }],
    ['add a member', [{ op: 'add', path: '/e', value: { f: 1 } }], { ...DOCUMENT, e: { f: 1 } }],
    ['replace an item', [{ op: 'replace', path: '/a/b/0', value: 7 }], { a: { b: [7, 2, 3], 'c/d': 'x' } }],
    ['remove an escaped member', [{ op: 'remove', path: '/a/c~1d' }], { a: { b: [1, 2, 3] } }],
    ['move', [{ op: 'move', from: '/a/b', path: '/b' }], { a: { 'c/d': 'x' }, b: [1, 2, 3] }],
    [
      'copy after a test',
      [
        { op: 'test', path: '/a/b/2', value: 3 },
        { op: 'copy', from: '/a/b', path: '/b' },
      ],
      { ...DOCUMENT, b: [1, 2, 3] },
    ],
  ])('can %s', (_what, patch, expected) => {
    expect(applyJsonPatch(DOCUMENT, patch)).toEqual(expected);
    expect(DOCUMENT.a.b).toEqual([1, 2, 3]);
  });

  test.each([
    ['a path that does not exist', [{ op: 'replace', path: '/a/x', value: 1 }], '"/a/x" does not exist'],
    ['an index beyond the list', [{ op: 'add', path: '/a/b/9', value: 1 }], '"/a/b/9" does not exist'],
    ['a failed test', [{ op: 'test', path: '/a/b/0', value: 2 }], 'the test of "/a/b/0" failed'],
    ['an unknown operation', [{ op: 'set', path: '/a' }], 'unknown operation "set"'],
    ['something else than a list', { op: 'add' }, 'is a list of operations'],
  ])('refuses %s', (_what, patch, message) => {
    expect(() => applyJsonPatch(DOCUMENT, patch)).toThrow(message);
  });
});
