import { expect, it } from 'vitest';
import type { ProxyReport } from './control-plane-client.ts';
import type { RunningPod } from './run-pod.ts';
import { findBindFailures, findReason } from './watch-unready-sidecars.ts';

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

it('says why the Envoy of a pod waits, of that very pod, and nothing once it is configured', () => {
  const pod = { name: 'product-1', namespace: 'default' };
  const reason = 'mesh demomesh does not exist';
  expect(
    findReason([report({ state: 'synced', pod: 'product-2' }), report({ state: 'waiting', reason })], pod),
  ).toBe(reason);
  expect(findReason([report({ state: 'waiting', reason, namespace: 'other' })], pod)).toBeUndefined();
  expect(findReason([report({ state: 'synced', reason })], pod)).toBeUndefined();
});
