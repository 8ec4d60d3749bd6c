import { selects } from '@mesh-workshop/appmesh';
import { describe, expect, test } from 'vitest';
import { describeSelector } from './describe-selector.ts';
import { parseLabelSelector } from './parse-label-selector.ts';

const SELECTORS: readonly [string, unknown, Record<string, string>, boolean][] = [
  ['no selector selects nothing', undefined, { app: 'a' }, false],
  ['null is no selector', null, { app: 'a' }, false],
  ['an empty selector selects everything', {}, {}, true],
  ['a label must have the value', { matchLabels: { app: 'a' } }, { app: 'b' }, false],
  ['all labels must have their values', { matchLabels: { app: 'a', tier: 'x' } }, { app: 'a' }, false],
  ['other labels do not matter', { matchLabels: { app: 'a' } }, { app: 'a', tier: 'x' }, true],
  ['In takes any of its values', expression('In', ['a', 'b']), { app: 'b' }, true],
  ['In does not take an absent label', expression('In', ['a']), {}, false],
  ['NotIn refuses its values', expression('NotIn', ['a']), { app: 'a' }, false],
  ['NotIn takes an absent label, as in Kubernetes', expression('NotIn', ['a']), {}, true],
  ['Exists takes every value, the empty one too', expression('Exists'), { app: '' }, true],
  ['Exists does not take an absent label', expression('Exists'), {}, false],
  ['DoesNotExist takes an absent label', expression('DoesNotExist'), {}, true],
  ['DoesNotExist refuses the label', expression('DoesNotExist'), { app: 'a' }, false],
  ['what objects inherit is no label', expression('Exists', [], 'constructor'), {}, false],
];

describe('a label selector', () => {
  test.each(SELECTORS)('%s', (_, input, labels, expected) => {
    const { value, problems } = parseLabelSelector(input, 'spec.podSelector');
    expect(problems).toEqual([]);
    expect(selects(value, labels)).toBe(expected);
  });

  test.each<[string, unknown, string]>([
    [
      'is no object',
      'app=a',
      'spec.podSelector must be an object (LabelSelector) with matchLabels, matchExpressions.',
    ],
    [
      'has labels at the wrong place',
      { app: 'a' },
      'spec.podSelector.app is not a member of LabelSelector; allowed: matchLabels, matchExpressions.',
    ],
    [
      'has a number for a value',
      { matchLabels: { v: 1 } },
      'spec.podSelector.matchLabels.v must be a string, not 1; put it in quotes.',
    ],
    [
      'has a key that is none',
      { matchLabels: { '-': 'a' } },
      'spec.podSelector.matchLabels.- must be a label key: letters, digits, "-", "_", ".", and a domain before "/".',
    ],
    [
      'has no values for In',
      expression('In'),
      'spec.podSelector.matchExpressions[0].values has 0 items; operator In needs at least 1.',
    ],
    [
      'has values for Exists',
      expression('Exists', ['a']),
      'spec.podSelector.matchExpressions[0].values has 1 items; operator Exists takes none.',
    ],
  ])('is refused if it %s', (_, input, message) => {
    const { value, problems } = parseLabelSelector(input, 'spec.podSelector');
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.message)).toEqual([message]);
  });

  test('is described as kubectl writes it', () => {
    const { value } = parseLabelSelector(
      {
        matchLabels: { app: 'a' },
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['x', 'y'] },
          { key: 'env', operator: 'NotIn', values: ['prod'] },
          { key: 'old', operator: 'DoesNotExist' },
        ],
      },
      'spec',
    );
    expect(value && describeSelector(value)).toBe('app=a,tier in (x,y),env!=prod,!old');
  });
});

function expression(operator: string, values: readonly string[] = [], key = 'app') {
  return { matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }] };
}
