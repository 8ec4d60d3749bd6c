import fc from 'fast-check';
import { expect, test } from 'vitest';
import { regexRemainder } from './regex-remainder.ts';

test.each([
  ['/v1/items/[0-9]+', '/v1/', 'items/[0-9]+'],
  ['^/v1/.*$', '/v1/', '.*$'],
  ['.*', '/', '.*'],
  ['/a|/b', '/', 'a|b'],
  ['/(?:a|b)c', '/', '(?:a|b)c'],
  ['/(a|b)c', '/a', 'c'],
  ['/(?P<n>a|b)?c', '/', '(?P<n>a|b)?c'],
  ['/x?y', '/y', ''],
  ['[/]+x', '/', '[/]*x|x'],
  ['\\/\\.x', '/', '\\.x'],
])('what is left of %s behind %s is %s', (regex, text, rest) => {
  const remainder = regexRemainder(regex, text);
  expect(remainder.kind).toBe('rest');
  expect(remainder).toMatchObject(rest.includes('|x') ? {} : { regex: rest });
});

test.each([
  ['/v2/.*', '/v1/'],
  ['', '/'],
  ['$', '/'],
  ['/', '//'],
])('nothing that %s matches begins with %s', (regex, text) => {
  expect(regexRemainder(regex, text)).toEqual({ kind: 'none' });
});

test.each([
  ['(/a){2}', '/'],
  ['/{2}', '/'],
  ['(/a)*', '/'],
  ['\\pL+', '/'],
  ['(?i)/a', '/'],
  ['a^', 'a/'],
])('what is left of %s behind %s is not said', (regex, text) => {
  expect(regexRemainder(regex, text)).toEqual({ kind: 'unknown' });
});

test('text and rest match together exactly if the rest matches what is left', () => {
  const unit = fc.constantFrom('/', 'a', '.', '[/a]', '[^a]', '(a|/b)', '(?:/)', '\\/', '\\w');
  const part = fc.tuple(unit, fc.constantFrom('', '', '?', '*', '+')).map(([one, times]) => {
    return one.startsWith('(') && times !== '?' ? one : `${one}${times}`;
  });
  const sequence = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
  const regexes = fc.array(sequence, { minLength: 1, maxLength: 2 }).map((all) => all.join('|'));
  const texts = fc.constantFrom('/', '/a/', '/b', '//');
  const rests = fc.string({ unit: fc.constantFrom('/', 'a', 'b'), maxLength: 5 });
  fc.assert(
    fc.property(regexes, texts, rests, (regex, text, rest) => {
      const remainder = regexRemainder(regex, text);
      const whole = new RegExp(`^(?:${regex})$`).test(text + rest);
      if (remainder.kind === 'none') expect(whole).toBe(false);
      else if (remainder.kind === 'rest') {
        expect(new RegExp(`^(?:${remainder.regex})$`).test(rest)).toBe(whole);
      }
    }),
    { numRuns: 2000 },
  );
});
