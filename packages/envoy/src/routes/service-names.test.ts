import { expect, test } from 'vitest';
import { serviceNames } from './service-names.ts';

const service = (name: string, namespace: string) =>
  ({ name, namespace, type: 'ClusterIP', ports: [] }) as const;

function namesOf(...services: readonly ReturnType<typeof service>[]) {
  const { value, problems } = serviceNames(services, 'cluster.local');
  return { names: services.map((entry) => value.get(entry)), problems };
}

test('a Service has the names that Kubernetes’ DNS gives it', () => {
  expect(namesOf(service('shop', 'demos')).names).toEqual([
    ['shop', 'shop.demos', 'shop.demos.svc', 'shop.demos.svc.cluster.local', 'shop.demos.svc.cluster.local.'],
  ]);
});

test('of Services of one name the one in namespace default has the short name', () => {
  const { names, problems } = namesOf(service('shop', 'demos'), service('shop', 'default'));
  expect(names.map((list) => list?.includes('shop'))).toEqual([false, true]);
  expect(problems).toEqual([]);
});

test('a short name that could mean several Services means none, and a warning says so', () => {
  const { names, problems } = namesOf(service('shop', 'blue'), service('shop', 'green'));
  expect(names.map((list) => list?.includes('shop'))).toEqual([false, false]);
  expect(problems).toMatchObject([{ severity: 'warning', code: 'ambiguous-name', path: 'shop' }]);
});
