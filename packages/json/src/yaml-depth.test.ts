import { describe, expect, test } from 'vitest';
import { isTooDeepYaml } from './yaml-depth.ts';

describe('a YAML text', () => {
  test.each([
    ['[', '['.repeat(50_000)],
    ['{a: ', '{a: '.repeat(50_000)],
    ['- ', '- '.repeat(50_000)],
    ['? ', '? '.repeat(50_000)],
    ['[ behind other documents', `a: b\n---\n${'['.repeat(1_000)}`],
    ['[ that all end', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ])('of nothing but %s is too deep', (_what, text) => {
    expect(isTooDeepYaml(text)).toBe(true);
  });

  test.each([
    '',
    'a: b\n',
    '['.repeat(400),
    '- []\n'.repeat(5_000),
    `a: "${'['.repeat(5_000)}"`,
    'a: [1',
    '"',
  ])('that is not nested is not', (text) => {
    expect(isTooDeepYaml(text)).toBe(false);
  });
});
