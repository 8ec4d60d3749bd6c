import { expect, it } from 'vitest';
import { parsePodRows } from './kubectl.ts';

it('reads the rows of kubectl get pods', () => {
  const table = `product-7d9c-abc   2/2   Running   0             12s
product-7d9c-def   1/2   Terminating   1 (3s ago)   5m

`;
  expect(parsePodRows(table)).toEqual([
    { name: 'product-7d9c-abc', ready: '2/2', status: 'Running' },
    { name: 'product-7d9c-def', ready: '1/2', status: 'Terminating' },
  ]);
  expect(parsePodRows('')).toEqual([]);
});
