import type { Pod } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { summarizePod } from './read-status.ts';

function pod(status: object, metadata: object = {}): Pod {
  return {
    metadata: {
      name: 'product-1',
      namespace: 'shop',
      annotations: {
        'mesh-workshop.dev/ports': '{"8080":{"address":"127.0.0.1","port":20002}}',
        'mesh-workshop.dev/app-ports': '{"8080":20001}',
      },
      ...metadata,
    },
    spec: { containers: [{ name: 'product' }, { name: 'envoy' }] },
    status,
  } as unknown as Pod;
}

it('says of a pod what kubectl says, and where it really listens', () => {
  const status = {
    phase: 'Running',
    containerStatuses: [
      { ready: true, restartCount: 1, state: { running: {} } },
      { ready: false, restartCount: 2, state: { running: {} } },
    ],
  };
  expect(summarizePod(pod(status))).toEqual({
    namespace: 'shop',
    name: 'product-1',
    ready: '1/2',
    status: 'Running',
    restarts: 3,
    trafficPorts: { '8080': 20_002 },
    appPorts: { '8080': 20_001 },
  });
});

it('says why a container waits, and that a pod is on its way out', () => {
  const waiting = {
    phase: 'Running',
    containerStatuses: [
      { ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
    ],
  };
  expect(summarizePod(pod(waiting)).status).toBe('CrashLoopBackOff');
  expect(summarizePod(pod(waiting, { deletionTimestamp: '2026-01-01T00:00:00Z' })).status).toBe(
    'Terminating',
  );
  expect(summarizePod(pod({})).status).toBe('Unknown');
});
