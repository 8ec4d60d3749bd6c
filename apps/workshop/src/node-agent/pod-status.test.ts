import type { Pod } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { buildPodStatus, type ContainerView, NOT_STARTED } from './pod-status.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default', uid: 'u' },
  spec: {
    containers: [
      { name: 'app', image: 'product:1.0' },
      { name: 'envoy', image: 'envoy:1' },
    ],
  },
} as unknown as Pod;
const RUNNING: ContainerView = { ...NOT_STARTED, state: { running: {} }, started: true, ready: true };
const SIDECARS = new Set(['envoy']);

function exited(exitCode: number): ContainerView {
  return { ...NOT_STARTED, state: { terminated: { exitCode } }, finished: true };
}

function status(app: ContainerView, envoy: ContainerView, pod = POD) {
  return buildPodStatus(
    pod,
    new Map([
      ['app', app],
      ['envoy', envoy],
    ]),
    SIDECARS,
    1_000_000,
  );
}

function ready(result: ReturnType<typeof status>) {
  return result.conditions?.find((it) => it.type === 'Ready');
}

it('is ready when the app and its Envoy are', () => {
  const result = status(RUNNING, RUNNING);
  expect(result.phase).toBe('Running');
  expect(ready(result)?.status).toBe('True');
});

it('is not ready while Envoy waits for its virtual node, and says which container', () => {
  expect(ready(status(RUNNING, { ...RUNNING, ready: false }))).toMatchObject({
    status: 'False',
    message: 'containers with unready status: [envoy]',
  });
});

it('is pending before its containers were started, and running between two restarts', () => {
  expect(status(NOT_STARTED, RUNNING).phase).toBe('Pending');
  const crashed = { ...NOT_STARTED, state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 1 };
  expect(status(crashed, RUNNING).phase).toBe('Running');
});

it('has succeeded or failed as its app has, once the sidecar has ended, however that ended', () => {
  expect(status(exited(0), RUNNING).phase).toBe('Running');
  expect(status(exited(1), RUNNING).phase).toBe('Running');
  expect(status(exited(0), exited(1)).phase).toBe('Succeeded');
  expect(status(exited(1), exited(0)).phase).toBe('Failed');
});

it('is over when its app is and the sidecar never ran', () => {
  expect(status(exited(0), NOT_STARTED).phase).toBe('Succeeded');
});

it('keeps the time of a condition until it changes', () => {
  const before = status(RUNNING, RUNNING);
  const pod = { ...POD, status: before } as Pod;
  const views = new Map([
    ['app', RUNNING],
    ['envoy', { ...RUNNING, ready: false }],
  ]);
  const after = buildPodStatus(pod, views, SIDECARS, 2_000_000);
  const times = Object.fromEntries((after.conditions ?? []).map((it) => [it.type, it.lastTransitionTime]));
  expect(times).toMatchObject({ PodScheduled: '1970-01-01T00:16:40Z', Ready: '1970-01-01T00:33:20Z' });
});
