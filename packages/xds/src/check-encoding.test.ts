import { expect, test } from 'vitest';
import { checkEncoding } from './check-encoding.ts';
import { sampleResources } from './testing/sample-resources.ts';

test('names the type and the resource of every problem', () => {
  const set = sampleResources({ weights: { blue: 100 } });
  const broken = {
    ...set,
    clusters: { ...set.clusters, green: { name: 'green', nope: 1 } },
    routes: { 'web-routes': { name: 'web-routes', virtual_hosts: [{ name: 7 }] } },
  };
  expect(checkEncoding(set)).toEqual([]);
  expect(checkEncoding(broken)).toMatchObject([
    { type: 'clusters', name: 'green', path: 'nope' },
    { type: 'routes', name: 'web-routes', path: 'virtual_hosts[0].name' },
  ]);
});
