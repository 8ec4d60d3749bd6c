import { expect, test } from 'vitest';
import { proxyFor } from './proxy-for.ts';

const httpProxy = 'http://127.0.0.1:15001';

test('uses no proxy when none is set', () => {
  expect(proxyFor(new URL('http://product:8080/'), { httpProxy: undefined, noProxy: '' })).toBeUndefined();
});

test.each([
  ['http://product:8080/', '', true],
  ['http://product:8080/', 'customer', true],
  ['http://product:8080/', 'duct', true],
  ['http://product:8080/', 'product', false],
  ['http://product:8080/', 'PRODUCT', false],
  ['http://product:8080/', 'product:8080', false],
  ['http://product:8080/', 'product:80', true],
  ['http://product/', 'product:80', false],
  ['http://product/', '*', false],
  ['http://product.default.svc.cluster.local/', 'localhost, .cluster.local', false],
  ['http://product.default.svc.cluster.local/', '*.cluster.local', false],
  ['http://product.default.svc.cluster.local/', 'svc.cluster.local', false],
  ['http://127.0.0.1:8080/', 'localhost 127.0.0.1', false],
  ['http://[::1]:8080/', '[::1]', false],
])('calls %s with no_proxy=%j through the proxy: %s', (url, noProxy, proxied) => {
  expect(proxyFor(new URL(url), { httpProxy, noProxy })).toBe(proxied ? httpProxy : undefined);
});
