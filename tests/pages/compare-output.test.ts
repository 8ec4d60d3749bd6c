import { expect, test } from 'vitest';
import { findMissingLines } from './compare-output.ts';

test.each([
  [
    'a pod of another run',
    'product-zhpc7d4pdh-r8qqh   2/2  Running  0  2s',
    'product-c6d4pdhzzz-wwwww 2/2 Running 0 3m10s',
  ],
  [
    'a container that is quicker',
    'product-zhpc7d4pdh-r8qqh 0/2 Running 0 0s',
    'product-c6d4pdhzzz-wwwww 1/2 Running 0 1s',
  ],
  [
    'a port and a duration',
    'curl http://127.0.0.1:7450/\n200 in 0.020198 s',
    'curl http://127.0.0.1:1/\n200 in 1.5 s',
  ],
  ['a count', '    181 "version":"v1"\n     19 "version":"v2"', '190 "version":"v1"\n10 "version":"v2"'],
  ['the width of a table', '+-----+--+\n| a  | 75 |', '+---+----+\n| a | 75 |'],
  ['three dots', 'helm upgrade ... --set a=b\n...', 'helm upgrade --install x --set a=b'],
  ['other output around it, in another order', 'b\na', 'x\na\ny\nb'],
])('%s is no difference', (_what, page, output) => {
  expect(findMissingLines(page, output)).toEqual([]);
});

test.each([
  ['another version', '{"version":"1.5"}', '{"version":"1.0"}'],
  ['another status', '156 200', '156 502'],
  ['another weight', '|  product-vn  |  75  |', '|  product-vn  |  25  |'],
  [
    'a pod without a sidecar',
    'product-zhpc7d4pdh-r8qqh 2/2 Running 0 1s',
    'product-zhpc7d4pdh-r8qqh 1/1 Running 0 1s',
  ],
  [
    'a pod that is not ready',
    'product-zhpc7d4pdh-r8qqh 2/2 Running 0 1s',
    'product-zhpc7d4pdh-r8qqh 1/2 Running 0 1s',
  ],
  ['another name', 'product-vn', 'product-v15-vn'],
  ['more in the line', 'ACTIVE', 'NOT ACTIVE'],
])('%s is one', (_what, page, output) => {
  expect(findMissingLines(page, output)).toEqual([page]);
});

test('what is shown under a command comes after it', () => {
  expect(findMissingLines('$ one\n1st\n$ two\n2nd', '$ one\n2nd\n1st\n$ two')).toEqual(['2nd']);
  expect(findMissingLines('$ two\n$ one', '$ one\n$ two')).toEqual(['$ one']);
});
