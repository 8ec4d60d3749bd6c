import { formatLabelSelector, fulfilsRequirements } from '@mesh-workshop/label-selector';
import { describe, expect, test } from 'vitest';
import { parseLabelSelector } from './label-selector.ts';

const LABELS = { app: 'product', tier: 'back' };

describe('label selectors', () => {
  test.each([
    ['', true],
    ['app=product', true],
    ['app==product,tier=back', true],
    ['app=order', false],
    ['app!=order', true],
    ['env!=prod', true],
    ['app in (order, product)', true],
    ['app notin (order,product)', false],
    ['env notin (prod)', true],
    ['tier', true],
    ['!tier', false],
    ['!env', true],
    ['example.com/x', false],
  ])('%s matches: %s', (text, expected) => {
    expect(fulfilsRequirements(parseLabelSelector(text), LABELS)).toBe(expected);
  });

  test('a term that cannot be read is refused by name', () => {
    expect(() => parseLabelSelector('app=product,=x')).toThrow('label selector requirement "=x"');
  });

  test('a selector object is written the way it is read', () => {
    const text = formatLabelSelector({
      matchLabels: { app: 'product' },
      matchExpressions: [
        { key: 'env', operator: 'In', values: ['a', 'b'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    });
    expect(text).toBe('app=product,env in (a,b),!old');
    expect(fulfilsRequirements(parseLabelSelector(text), { app: 'product', env: 'b' })).toBe(true);
  });
});
