import { expect, it } from 'vitest';
import { extractVersions } from './extract-versions.ts';

const read = (body: string) => extractVersions(body).map(({ label, value }) => `${label}=${value}`);

it('reads the version of each service from JSON lines', () => {
  expect(read('{"service":"Order","version":"1.0"}\n{"service":"Product","version":"1.5"}\n')).toEqual([
    'Order=1.0',
    'Product=1.5',
  ]);
});

it('counts a service that answered with an error', () => {
  expect(read('{"service":"Order","version":"1.0"}\n{"service":"Product","error":"timeout"}')).toEqual([
    'Order=1.0',
    'Product=error',
  ]);
});

it('reads version and backend from one JSON object', () => {
  expect(read('{"hostname":"a","version":"2.0","backend":"11.0"}')).toEqual(['version=2.0', 'backend=11.0']);
});

it('counts a backend that could not be asked beside the version of who says so', () => {
  expect(read('{"hostname":"a","version":"2.0","error":"backend: answered 500"}')).toEqual([
    'version=2.0',
    'backend=error',
  ]);
});

it('goes into nested objects and arrays and names them by their member or service', () => {
  expect(
    read(
      '{"service":"front","version":2,"backends":[{"service":"blue","version":"11.0"}],"cache":{"version":"7"}}',
    ),
  ).toEqual(['front=2', 'blue=11.0', 'cache=7']);
});

it('reads a color', () => {
  expect(read('{"color":"red"}')).toEqual(['color=red']);
});

it('counts a short plain text as a whole, and no page', () => {
  expect(read('Hello v2\n')).toEqual(['answer=Hello v2']);
  expect(read('<html><body>hi</body></html>')).toEqual([]);
  expect(read('x'.repeat(200))).toEqual([]);
  expect(read('')).toEqual([]);
});

it('finds nothing in JSON that says nothing of the kind', () => {
  expect(read('[1,2,"three"]')).toEqual([]);
  expect(read('{"status":"up"}')).toEqual([]);
});
