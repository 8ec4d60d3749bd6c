import { expect, test } from 'vitest';
import { whyNotFromHere } from './why-not-from-here.ts';

test.each(['localhost', 'LOCALHOST:7401', '127.0.0.1:7401', '127.3.2.1', '[::1]:7401'])(
  '%s is this machine',
  (host) => {
    expect(whyNotFromHere({ host })).toBeUndefined();
  },
);

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example:7401',
  'evil.example:80@localhost',
  '192.168.0.1',
  '[::1].evil.example',
  'localhost\n',
])('%j may be a name that was made to lead here', (host) => {
  expect(whyNotFromHere({ host })).toMatch(/^the Host ".*" is no loopback address/);
});

test('a web page is not answered, wherever it is from', () => {
  for (const origin of ['http://localhost:3000', 'https://evil.example', 'null', ''])
    expect(whyNotFromHere({ host: 'localhost', origin })).toContain('Origin');
});
