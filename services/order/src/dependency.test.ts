import { expect, test } from 'vitest';
import { parseAnswer } from './dependency.ts';

test('takes over service and version, and nothing else', () => {
  const body = { service: 'Product', version: '1.5', price: 3 };
  expect(parseAnswer('Product', body)).toEqual({ service: 'Product', version: '1.5' });
});

test.each([
  ['<html>', 'the answer is not JSON with "service" and "version"'],
  [null, 'the answer is not JSON with "service" and "version"'],
  [{ service: 'Product' }, 'the answer is not JSON with "service" and "version"'],
  [{ service: 'Customer', version: '1.0' }, 'the answer is from "Customer"'],
  [{ service: 'Product', version: 1 }, 'the "version" in the answer is not a string'],
])('makes an error line of %j', (body, error) => {
  expect(parseAnswer('Product', body)).toEqual({ service: 'Product', error });
});
