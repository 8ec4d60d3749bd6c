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

  test.each([
    '/__proto__/polluted',
    '/a/__proto__/polluted',
    '/a/__proto__',
    '/constructor/prototype/polluted',
    '/toString/polluted',
    '/a/b/map/polluted',
  ])('does not reach what all objects inherit by %s', (path) => {
    for (const operation of [
      { op: 'add', path, value: { f: 1 } },
      { op: 'replace', path, value: { f: 1 } },
      { op: 'copy', from: '/a', path },
      { op: 'move', from: '/a', path },
      { op: 'remove', path },
    ]) {
      expect(() => applyJsonPatch(DOCUMENT, [operation]), operation.op).toThrow(/does not exist|__proto__/);
    }
    expect(() => applyJsonPatch(DOCUMENT, [{ op: 'copy', from: path, path: '/x' }])).toThrow(
      /does not exist|__proto__/,
    );
    const inherited = [Object.prototype, Object, Object.prototype.toString, Array.prototype.map];
    expect(inherited.filter((it) => 'polluted' in it || 'f' in it)).toEqual([]);
  });
});
