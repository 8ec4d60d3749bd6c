import { describe, expect, test } from 'vitest';
import { checkShape } from './check-shape.ts';
import {
  boolean,
  enumeration,
  integer,
  list,
  required,
  type Shape,
  string,
  structure,
  union,
  unsupported,
} from './shape.ts';

const shape = structure('Thing', {
  name: required(string({ min: 1, max: 5 })),
  count: integer({ min: 1, max: 10 }),
  color: enumeration(['red', 'green', 'tcp'], { unsupported: ['tcp'] }),
  enabled: boolean(),
  items: list(integer({ min: 0 }), { min: 1, max: 2 }),
  path: string({ pattern: /^\//, form: 'must start with "/"' }),
  code: string({ pattern: /^[a-z]+$/ }),
  choice: union('Choice', { a: string(), b: string() }),
  later: unsupported(structure('Later', { deep: unsupported(integer({ max: 1 })) })),
});

function problemsOf(input: unknown, checked: Shape = shape) {
  return checkShape(checked, input, 'spec').problems.map(({ code, path, message }) => [code, path, message]);
}

describe('checkShape', () => {
  test('returns a document that fits as it is', () => {
    const input = {
      name: 'a',
      count: 1,
      color: 'red',
      enabled: false,
      items: [0],
      path: '/',
      choice: { b: '' },
    };
    expect(checkShape(shape, input, 'spec')).toEqual({ value: input, problems: [] });
  });

  test('reads null members as absent, as the API’s JSON does', () => {
    expect(checkShape(shape, { name: 'a', count: null, bogus: null }, 'spec')).toEqual({
      value: { name: 'a' },
      problems: [],
    });
    expect(problemsOf({ name: null })).toEqual([['missing-member', 'spec.name', 'spec.name is required.']]);
  });

  test.each([
    ['wrong-type', 7, 'spec', 'spec must be an object (Thing), not the number 7.'],
    ['wrong-type', null, 'spec', 'spec must be an object (Thing), not null.'],
    ['wrong-type', [], 'spec', 'spec must be an object (Thing), not a list.'],
    ['missing-member', {}, 'spec.name', 'spec.name is required.'],
    ['wrong-length', { name: '' }, 'spec.name', 'spec.name is "", 0 characters; allowed: 1 to 5.'],
    ['wrong-type', { name: {} }, 'spec.name', 'spec.name must be a string, not an object.'],
    ['out-of-range', { name: 'a', count: 11 }, 'spec.count', 'spec.count is 11; allowed: 1 to 10.'],
    [
      'wrong-type',
      { name: 'a', count: '1' },
      'spec.count',
      'spec.count must be a whole number, not the string "1".',
    ],
    [
      'wrong-type',
      { name: 'a', count: 1.5 },
      'spec.count',
      'spec.count must be a whole number, not the number 1.5.',
    ],
    [
      'value-not-allowed',
      { name: 'a', color: 'x' },
      'spec.color',
      'spec.color is "x"; allowed: red, green, tcp.',
    ],
    [
      'wrong-type',
      { name: 'a', enabled: 1 },
      'spec.enabled',
      'spec.enabled must be true or false, not the number 1.',
    ],
    ['wrong-size', { name: 'a', items: [] }, 'spec.items', 'spec.items has 0 items; allowed: 1 to 2.'],
    [
      'out-of-range',
      { name: 'a', items: [0, -1] },
      'spec.items[1]',
      'spec.items[1] is -1; allowed: at least 0.',
    ],
    ['pattern-mismatch', { name: 'a', path: 'b' }, 'spec.path', 'spec.path is "b"; it must start with "/".'],
    ['pattern-mismatch', { name: 'a', code: 'B' }, 'spec.code', 'spec.code is "B"; it must match ^[a-z]+$.'],
    [
      'member-count',
      { name: 'a', choice: {} },
      'spec.choice',
      'spec.choice must have exactly one of a, b; it has none.',
    ],
    [
      'member-count',
      { name: 'a', choice: { a: '', b: '' } },
      'spec.choice',
      'spec.choice must have exactly one of a, b; it has a and b.',
    ],
    [
      'unknown-member',
      { name: 'a', toString: 1 },
      'spec.toString',
      'spec.toString is not a member of Thing; allowed: name, count, color, enabled, items, path, code, choice, later.',
    ],
    [
      'unsupported',
      { name: 'a', later: { deep: 1 } },
      'spec.later',
      'spec.later is part of the App Mesh API but this control plane does not support it yet.',
    ],
    [
      'unsupported',
      { name: 'a', color: 'tcp' },
      'spec.color',
      'spec.color is "tcp", which is part of the App Mesh API but this control plane does not support it yet.',
    ],
  ])('%s: %j', (code, input, path, message) => {
    expect(problemsOf(input)).toEqual([[code, path, message]]);
  });

  test('collects every violation of a document, below unsupported members too', () => {
    const codes = problemsOf({ count: 0, bogus: 1, later: { deep: 2 }, choice: { a: 1 } }).map(
      ([code]) => code,
    );
    expect(codes.sort()).toEqual([
      'missing-member',
      'out-of-range',
      'out-of-range',
      'unknown-member',
      'unsupported',
      'wrong-type',
    ]);
  });

  test('applies the rules of a structure once its members are right', () => {
    const ruled = structure(
      'Range',
      { start: required(integer()), end: required(integer()) },
      {
        rules: [
          ({ start, end }) =>
            start < end ? [] : [{ code: 'out-of-range', path: 'end', message: `must be above ${start}` }],
        ],
      },
    );
    expect(problemsOf({ start: 2, end: 1 }, ruled)).toEqual([
      ['out-of-range', 'spec.end', 'spec.end must be above 2.'],
    ]);
    expect(problemsOf({ start: 2, end: '1' }, ruled)).toHaveLength(1);
  });

  test('cuts long values in messages', () => {
    const [[, , message = ''] = []] = problemsOf({ name: 'x'.repeat(1_000_000) });
    expect(message.length).toBeLessThan(200);
  });
});
