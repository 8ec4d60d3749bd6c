import { EMPTY_RESOURCE_SET } from '@mesh-workshop/xds';
import { expect, test } from 'vitest';
import { usesEndpoint } from './uses-endpoint.ts';

test('an address and port are in use when an endpoint has both', () => {
  const socket_address = { address: '127.0.0.1', port_value: 40001 };
  const lb_endpoints = [{ endpoint: { address: { socket_address } } }];
  const endpoints = { product: { cluster_name: 'product', endpoints: [{ lb_endpoints }] } };
  const set = { ...EMPTY_RESOURCE_SET, endpoints };
  expect(usesEndpoint(set, '127.0.0.1', 40001)).toBe(true);
  expect(usesEndpoint(set, '127.0.0.1', 40002)).toBe(false);
  expect(usesEndpoint(set, '10.0.0.1', 40001)).toBe(false);
  expect(usesEndpoint(EMPTY_RESOURCE_SET, '127.0.0.1', 40001)).toBe(false);
});
