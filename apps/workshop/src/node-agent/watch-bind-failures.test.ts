import { expect, it } from 'vitest';
import type { ProxyReport } from './control-plane-client.ts';
import type { RunningPod } from './run-pod.ts';
import { findBindFailures } from './watch-bind-failures.ts';

const PODS = ['product-1', 'product-2'].map((name) => ({ name, namespace: 'default' }) as RunningPod);

function report(more: Partial<ProxyReport>): ProxyReport {
  return { proxyId: 'p', nodeId: 'n', pod: 'product-1', namespace: 'default', state: 'rejected', ...more };
}

it('finds the pods whose Envoy could not bind a port, and no others', () => {
  const reason =
    "Error adding/updating listener(s) ingress: cannot bind '127.0.0.1:20001': Address already in use";
  expect(findBindFailures([report({ reason })], PODS).map((it) => it.name)).toEqual(['product-1']);
  expect(findBindFailures([report({ reason, namespace: 'other' })], PODS)).toEqual([]);
  expect(findBindFailures([report({ reason: 'Proto constraint validation failed' })], PODS)).toEqual([]);
  expect(findBindFailures([report({ state: 'synced' })], PODS)).toEqual([]);
});
