import { expect, it } from 'vitest';
import { parsePortPair } from './parse-port-pair.ts';

it.each([
  ['8080:80', { local: 8080, remote: '80' }],
  [':80', { local: 0, remote: '80' }],
  ['8080', { local: 8080, remote: '8080' }],
  ['8080:http', { local: 8080, remote: 'http' }],
  [':http', { local: 0, remote: 'http' }],
])('reads %s', (text, expected) => {
  expect(parsePortPair(text)).toEqual(expected);
});

it.each(['', 'http', '1:2:3', '70000:80', '80:70000', '80:0', '-1:80'])(
  'refuses %j and says what is allowed',
  (text) => {
    expect(() => parsePortPair(text)).toThrow(
      `${JSON.stringify(text)} is no pair of ports. Allowed: 8080:80, :80 (any free local port), 8080, 8080:http.`,
    );
  },
);
