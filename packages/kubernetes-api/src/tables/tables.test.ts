import { describe, expect, test } from 'vitest';
import type { Pod } from '../objects/pod.ts';
import { formatAge, formatDuration } from './format-age.ts';
import { readJsonPath } from './json-path.ts';
import { podReadyText, podStatusText } from './pod-columns.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('table cells', () => {
  test.each([
    [0, '0s'],
    [119_000, '119s'],
    [2 * MINUTE, '2m'],
    [3 * MINUTE + 20_000, '3m20s'],
    [25 * MINUTE, '25m'],
    [5 * HOUR + 12 * MINUTE, '5h12m'],
    [30 * HOUR, '30h'],
    [3 * DAY + 4 * HOUR, '3d4h'],
    [21 * DAY, '21d'],
    [3 * 365 * DAY, '3y'],
  ])('%d ms is shown as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('an age without a time is unknown', () => {
    expect(formatAge(undefined, 0)).toBe('<unknown>');
  });

  test.each([
    ['.spec.name', ['x']],
    ['{.spec.list[*].n}', [1, 2]],
    ['.spec.list[1].n', [2]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    ["$.metadata.annotations['a.b/c']", ['y']],
    ['.metadata.annotations.a\\.b/c', ['y']],
    ['.spec.absent.deeper', []],
  ])('%s reads %j', (path, expected) => {
    const object = {
      metadata: { annotations: { 'a.b/c': 'y' } },
      spec: { name: 'x', list: [{ n: 1 }, { n: 2 }] },
      status: {
        conditions: [
          { type: 'Other', status: 'False' },
          { type: 'Ready', status: 'True' },
        ],
      },
    };
    expect(readJsonPath(object, path)).toEqual(expected);
  });

  const container = { name: 'a', image: 'x', imageID: '', ready: false, restartCount: 0 };
  test.each([
    ['the phase', { phase: 'Pending' as const }, 'Pending'],
    [
      'why a container waits',
      {
        phase: 'Pending' as const,
        containerStatuses: [{ ...container, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
      'CrashLoopBackOff',
    ],
    [
      'how a container ended',
      {
        phase: 'Failed' as const,
        containerStatuses: [{ ...container, state: { terminated: { exitCode: 3 } } }],
      },
      'ExitCode:3',
    ],
    [
      'that all ended well',
      {
        phase: 'Succeeded' as const,
        containerStatuses: [{ ...container, state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
      },
      'Completed',
    ],
  ])('STATUS says %s', (_what, status, text) => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {},
      spec: { containers: [] },
      status,
    } as unknown as Pod;
    expect(podStatusText(pod)).toBe(text);
  });

  const ready = { ...container, ready: true, state: { running: {} } };
  const native = { name: 'proxy', image: 'x', restartPolicy: 'Always' };
  const init = { name: 'migrate', image: 'x' };
  test.each([
    ['an app and a sidecar beside it', 2, [], { containerStatuses: [ready, ready] }, '2/2'],
    [
      'a native sidecar',
      1,
      [native],
      { containerStatuses: [ready], initContainerStatuses: [{ ...ready, name: 'proxy' }] },
      '2/2',
    ],
    [
      'a native sidecar that is not ready',
      1,
      [native],
      { containerStatuses: [ready], initContainerStatuses: [{ ...container, name: 'proxy' }] },
      '1/2',
    ],
    ['no native sidecar that its node does not run', 1, [native], { containerStatuses: [ready] }, '1/1'],
    [
      'no init container',
      1,
      [init],
      { containerStatuses: [ready], initContainerStatuses: [{ ...container, name: 'migrate' }] },
      '1/1',
    ],
    ['what has ended in the total only', 2, [], { containerStatuses: [container, container] }, '0/2'],
  ])('READY counts %s', (_what, apps, initContainers, status, text) => {
    const spec = {
      containers: Array.from({ length: apps }, () => ({ name: 'a', image: 'x' })),
      initContainers,
    };
    expect(podReadyText({ metadata: {}, spec, status } as unknown as Pod)).toBe(text);
  });
});
