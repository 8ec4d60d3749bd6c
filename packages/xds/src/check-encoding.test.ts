import { expect, test } from 'vitest';
import { checkEncoding, checkMessage } from './check-encoding.ts';
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

test('a message that is no resource is checked in the same way', () => {
  const bootstrap = 'envoy.config.bootstrap.v3.Bootstrap';
  expect(
    checkMessage(bootstrap, { node: { id: 'a' }, dynamic_resources: { cds_config: { ads: {} } } }),
  ).toEqual([]);
  expect(checkMessage(bootstrap, { node: { ID: 'a' } })).toMatchObject([{ path: 'node.ID' }]);
  expect(() => checkMessage('envoy.Nothing', {})).toThrow('envoy.Nothing is not in the descriptor set');
});
