import { describe, expect, test } from 'vitest';
import { askBackend, hasBackend, parseAnswer } from './backend.ts';

const URL_OF_BACKEND = 'http://127.0.0.1:1';

test.each([
  ['1.0', false],
  ['1.9', false],
  ['2.0', true],
  ['10.0', true],
])('version %s has a backend: %s', (version, expected) => {
  expect(hasBackend(version)).toBe(expected);
});

test('asks nobody when there is no backend', async () => {
  const never = () => Promise.reject(new Error('was asked'));
  expect(await askBackend('none', never)).toEqual({ backend: 'none' });
});

test('makes a call that failed an answer', async () => {
  const failing = () => Promise.reject(new Error('answered 500: Simulated Error'));
  expect(await askBackend(URL_OF_BACKEND, failing)).toEqual({
    error: 'backend: answered 500: Simulated Error',
  });
});

describe('the answer of a backend', () => {
  test('gives its version, and nothing else', () => {
    expect(parseAnswer({ version: '11.0', color: 'blue' })).toEqual({ backend: '11.0' });
  });

  test.each([['<html>'], [null], [{}], [{ version: 11 }], [['11.0']]])(
    'without a version is an error: %j',
    (body) => {
      expect(parseAnswer(body)).toEqual({
        error: 'backend: the answer is not JSON with a "version" that is a string',
      });
    },
  );
});
