import { describe, expect, test } from 'vitest';
import { re2Problem } from './re2-syntax.ts';

const GOOD = [
  '/a',
  '/items/[0-9]+',
  '.*',
  '(?i)abc',
  '(?i:a|b)c',
  '(?P<id>[^/]+)',
  'a{2,3}?b{4}c{5,}',
  'a{,2}',
  '[]a]',
  '[^]]',
  '[a-]',
  '[[:alpha:]\\d.-]',
  '\\pL\\p{Greek}\\x41\\x{263a}',
  '^/a$',
  '\\/\\.\\-',
  '(|a)',
  '/ü+',
  '((a{10}){10}){10}',
];

const BAD: readonly (readonly [string, RegExp])[] = [
  ['a(?=b)', /look-around/],
  ['(?<!a)b', /look-around/],
  ['(a)\\1', /back references/],
  ['*a', /repeats nothing/],
  ['a**', /repeats a repetition/],
  ['a{2}{3}', /repeats a repetition/],
  ['a{1001}', /allowed: 0 to 1000/],
  ['a{3,2}', /allowed: 0 to 1000/],
  ['((a{10}){11}){10}', /more than 1000 times/],
  ['\\pL{1000}', /too large/],
  ['(a', /"\(" without/],
  ['a)', /"\)" without/],
  ['[a', /"\[" without/],
  ['[z-a]', /range in brackets/],
  ['[a-\\d]', /range in brackets/],
  ['\\', /escape/],
  ['\\q', /escape/],
  ['(?P<a>.)(?P<a>.)', /twice/],
];

describe('re2Problem', () => {
  test.each(GOOD)('takes %s', (expression) => {
    expect(re2Problem(expression)).toBeUndefined();
  });

  test.each(BAD)('refuses %s and says why', (expression, why) => {
    expect(re2Problem(expression)).toMatch(why);
  });
});
