import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CONFIG_MAPS,
  type Container,
  createKubernetesApi,
  EVENTS,
  type KubernetesApi,
  type NewObject,
  PODS,
  type Pod,
} from '@mesh-workshop/kubernetes-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ANY_PORTS } from '../ports/plan-ports.ts';
import { createPortAllocator } from '../ports/port-allocator.ts';
import { findExecutables } from '../tools/inspect-candidates.ts';
import { createControlPlaneClient } from './control-plane-client.ts';
import { ENVOY_ANNOTATION } from './envoy-identity.ts';
import { type RunningPod, runPod } from './run-pod.ts';

const [ENVOY] = findExecutables('envoy', process.env.PATH);

let root: string;
let api: KubernetesApi;
let pod: RunningPod;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'pod-'));
  api = await createKubernetesApi({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await pod.end(0);
  await api.close();
  rmSync(root, { recursive: true });
});

/** A container that writes down its process, and takes its time to end. */
function container(name: string, configMap?: string): Container {
  const script = `echo $$ >>"${root}/${name}"; trap 'sleep 0.2; exit' TERM; while :; do sleep 0.05; done`;
  return {
    name,
    image: 'nginx',
    command: ['/bin/sh', '-c', script],
    ...(configMap === undefined ? {} : { envFrom: [{ configMapRef: { name: configMap } }] }),
  };
}

function run(
  containers: readonly Container[],
  annotations: Record<string, string> = {},
  restartPolicy: 'Always' | 'Never' = 'Always',
): Pod {
  const object: NewObject<Pod> = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop', namespace: 'default', annotations },
    spec: { containers: [...containers], restartPolicy, terminationGracePeriodSeconds: 1 },
  };
  const created = api.store.create(object);
  pod = runPod(
    {
      store: api.store,
      ports: createPortAllocator({ ...ANY_PORTS, start: ANY_PORTS.last - 500 }),
      // Nobody is there: silence is no consent, and a pod is removable all the same.
      controlPlane: createControlPlaneClient('http://127.0.0.1:1'),
      xdsPort: 1,
      serviceProxy: 'http://127.0.0.1:1',
      envoy: { path: ENVOY ?? 'envoy', version: '0' },
      awsEnvironment: {},
      services: [],
      bundle: () => Promise.reject(new Error('there is no service here')),
      runMark: 'run-pod.test',
      podsDirectory: path.join(root, 'pods'),
      logsDirectory: path.join(root, 'logs'),
      log: () => undefined,
    },
    created,
    () => [],
  );
  pod.begin();
  return created;
}

/** The processes that were ever started for a container of `container()`. */
function started(name: string): readonly number[] {
  try {
    return readFileSync(path.join(root, name), 'utf8').trim().split('\n').map(Number);
  } catch {
    return [];
  }
}

function alive(name: string): readonly number[] {
  return started(name).filter((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  });
}

function createConfigMap(name: string): void {
  const object: NewObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } };
  api.store.create(object);
  expect(api.store.get(CONFIG_MAPS, 'default', name)).toBeDefined();
}

/** How often something was told about the pod. */
function told(text: string): number {
  return api.store
    .list(EVENTS)
    .filter((it) => it.message?.includes(text))
    .reduce((sum, it) => sum + (it.count ?? 1), 0);
}

it('starts a container once, however often the pod moved to other ports while it waited for a ConfigMap', async () => {
  run([container('app', 'late'), container('other', 'never')]);
  for (const times of [1, 2, 3]) {
    await expect.poll(() => told('ConfigMap late')).toBeGreaterThanOrEqual(times);
    if (times < 3) pod.portLost();
  }
  createConfigMap('late');
  await expect.poll(() => started('app').length).toBeGreaterThan(0);
  // Whoever looks for the other one's ConfigMap looked for this one's too.
  const before = told('ConfigMap never');
  await expect.poll(() => told('ConfigMap never')).toBeGreaterThan(before + 2);
  expect(started('app')).toHaveLength(1);
});

it('ends one process before it starts the next when it moves to other ports', async () => {
  run([container('app')]);
  await expect.poll(() => started('app')).toHaveLength(1);
  pod.portLost();
  pod.portLost();
  await expect.poll(() => started('app')).toHaveLength(2);
  expect(alive('app')).toEqual(started('app').slice(1));
  expect(told('somebody else took a port')).toBe(1);
});

it('starts nothing any more when it is removed on the way to other ports', async () => {
  const created = run([container('app')]);
  await expect.poll(() => started('app')).toHaveLength(1);
  pod.portLost();
  await pod.remove(created);
  expect(alive('app')).toEqual([]);
  expect(started('app')).toHaveLength(1);
});

it('can be removed while nobody knows who sends it requests, and leaves no process and no file', async () => {
  const created = run([container('app')]);
  await expect.poll(() => started('app')).toHaveLength(1);
  await pod.remove(created);
  expect(alive('app')).toEqual([]);
  expect(() => readFileSync(path.join(root, 'pods', created.metadata.uid))).toThrow('ENOENT');
  expect(pod.isSettled()).toBe(true);
});

it('says in its status why a container does not start', async () => {
  run([{ name: 'app', image: 'redis:7' }]);
  await expect.poll(() => pod.isSettled()).toBe(true);
  expect(api.store.get(PODS, 'default', 'shop')?.status?.containerStatuses).toMatchObject([
    { name: 'app', state: { waiting: { reason: 'ErrImagePull' } } },
  ]);
});

it.skipIf(ENVOY === undefined)(
  'leaves no Envoy behind when it is ended on the way to other ports',
  async () => {
    const envoy: Container = { name: 'envoy', image: 'envoy:0' };
    run([container('app'), envoy], { [ENVOY_ANNOTATION]: 'mesh/shop/virtualNode/shop' });
    await expect.poll(() => started('app')).toHaveLength(1);
    const first = pod.view('envoy')?.containerId;
    expect(first).toBeDefined();
    pod.portLost();
    await pod.end(0);
    expect(pod.view('envoy')).toMatchObject({ ready: false, containerId: first });
    expect(pod.view('envoy')?.state.terminated).toBeDefined();
  },
);

it.skipIf(ENVOY === undefined)(
  'shows no container running once the app of a pod that is not started again has ended, and is over only then',
  async () => {
    const envoy: Container = { name: 'envoy', image: 'envoy:0' };
    const phases: unknown[] = [];
    run([container('app'), envoy], { [ENVOY_ANNOTATION]: 'mesh/shop/virtualNode/shop' }, 'Never');
    await expect.poll(() => started('app')).toHaveLength(1);
    process.kill(started('app')[0] ?? 0, 'SIGTERM');
    const status = () => api.store.get(PODS, 'default', 'shop')?.status;
    await expect
      .poll(() => {
        phases.push({
          phase: status()?.phase,
          envoyRuns: status()?.containerStatuses?.[1]?.state?.running !== undefined,
        });
        return status()?.phase;
      })
      .toMatch(/Succeeded|Failed/);
    expect(phases).not.toContainEqual({ phase: expect.stringMatching(/Succeeded|Failed/), envoyRuns: true });
    expect(status()?.containerStatuses).toMatchObject([
      { name: 'app', ready: false, state: { terminated: {} } },
      { name: 'envoy', ready: false, state: { terminated: {} } },
    ]);
  },
);

it.skipIf(ENVOY === undefined)(
  'goes on with the Envoy of a virtual gateway, which is no sidecar of anything',
  async () => {
    const envoy: Container = { name: 'envoy', image: 'envoy:0' };
    run([envoy, container('other')], { [ENVOY_ANNOTATION]: 'mesh/shop/virtualGateway/shop' }, 'Never');
    await expect.poll(() => started('other')).toHaveLength(1);
    process.kill(started('other')[0] ?? 0, 'SIGTERM');
    await expect.poll(() => pod.view('other')?.finished).toBe(true);
    expect(pod.view('envoy')?.state.running).toBeDefined();
  },
);
