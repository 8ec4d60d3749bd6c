import { expect, test } from 'vitest';
import {
  type KubernetesTestApi,
  namespace,
  pod,
  service,
  slice,
  startKubernetesTestApi,
} from '../../testing/kubernetes-test-api.ts';
import {
  DEMOS,
  MESH,
  member,
  virtualNode,
  virtualRouter,
  virtualService,
} from '../../testing/mesh-objects.ts';
import { findEnvoy, startSidecar } from '../../testing/real-envoy.ts';
import { startControlPlane } from '../../testing/start-control-plane.ts';

/** `status reason message` of the condition of an object. */
function conditionOf(kubernetes: KubernetesTestApi, kind: string, name: string, place = 'demos'): string {
  const object = kubernetes.get(kind, place, name)?.status as
    | { conditions?: Record<string, string>[] }
    | undefined;
  const [condition] = object?.conditions ?? [];
  return `${condition?.status} ${condition?.reason} ${condition?.message}`;
}

const WELL = 'True undefined undefined';

async function start(...objects: Parameters<KubernetesTestApi['apply']>) {
  const kubernetes = await startKubernetesTestApi({ meshKinds: true });
  kubernetes.apply(DEMOS, MESH, ...objects);
  const controlPlane = await startControlPlane({ KUBECONFIG: kubernetes.kubeConfigFile });
  return { kubernetes, controlPlane };
}

test('a backend that is missing is in the status, until it is there', async () => {
  const backends = [
    {
      virtualService: {
        virtualServiceARN: 'arn:aws:appmesh:us-west-2:000000000000:mesh/demos/virtualService/gone',
      },
    },
  ];
  const { kubernetes } = await start(virtualNode('caller', { backends }));
  await expect
    .poll(() => conditionOf(kubernetes, 'VirtualNode', 'caller'))
    .toMatch(/^True MissingReference spec\.backends\[0\].* is gone, which does not exist yet/);
  kubernetes.apply(member('VirtualService', 'gone', { awsName: 'gone' }));
  await expect.poll(() => conditionOf(kubernetes, 'VirtualNode', 'caller')).toBe(WELL);
});

test('a weight on a node without ready pods is in the status of the router, and goes with the first pod', async () => {
  const { kubernetes } = await start(
    service('blue', 8080),
    slice('blue', 'a', 40001, false),
    virtualNode('blue'),
    virtualRouter('backend', { blue: 1 }),
    virtualService('backend', 'backend'),
  );
  await expect
    .poll(() => conditionOf(kubernetes, 'VirtualRouter', 'backend'))
    .toMatch(
      /^True NoEndpoints spec\.routes\[0\]\.httpRoute\.action\.weightedTargets\[0\]\.virtualNodeRef is blue_demos, .* Service default\/blue has no ready pod/,
    );
  expect(conditionOf(kubernetes, 'VirtualNode', 'blue')).toBe(WELL);
  kubernetes.apply(slice('blue', 'a', 40001));
  await expect.poll(() => conditionOf(kubernetes, 'VirtualRouter', 'backend')).toBe(WELL);
  // Nothing but the pod has changed, and it goes again.
  kubernetes.delete(slice('blue', 'a', 40001));
  await expect.poll(() => conditionOf(kubernetes, 'VirtualRouter', 'backend')).toMatch(/^True NoEndpoints /);
});

test('a listener whose port nobody knows makes its node inactive', async () => {
  const { kubernetes } = await start(
    service('blue', 80, 8080),
    slice('blue', 'a', 40001),
    virtualNode('blue', { listeners: [{ portMapping: { port: 9090, protocol: 'http' } }] }),
    virtualRouter('backend', { blue: 1 }),
  );
  await expect
    .poll(() => conditionOf(kubernetes, 'VirtualNode', 'blue'))
    .toMatch(/^False UnknownServicePort spec\.listeners\[0\]\.portMapping\.port is 9090, but /);
  kubernetes.apply(service('blue', 9090, 8080));
  await expect.poll(() => conditionOf(kubernetes, 'VirtualNode', 'blue')).toBe(WELL);
});

test('two meshes on one service of Cloud Map are in the status of both nodes', async () => {
  const serviceDiscovery = { awsCloudMap: { namespaceName: 'demos.local', serviceName: 'backend' } };
  const there = { namespace: 'there' };
  const twin = virtualNode('twin', { serviceDiscovery });
  const { kubernetes } = await start(
    virtualNode('blue', { serviceDiscovery }),
    namespace('there', { mesh: 'there' }),
    { ...MESH, metadata: { name: 'there' }, spec: { namespaceSelector: { matchLabels: { mesh: 'there' } } } },
    { ...twin, metadata: { ...twin.metadata, ...there } },
    pod('blue-1', 40001, { labels: { app: 'blue' } }),
  );
  await expect
    .poll(() => conditionOf(kubernetes, 'VirtualNode', 'blue'))
    .toMatch(/^True SharedDiscovery .* virtual node twin_there of mesh there has its instances too/);
  await expect
    .poll(() => conditionOf(kubernetes, 'VirtualNode', 'twin', 'there'))
    .toMatch(/^True SharedDiscovery /);
});

test('a listener on a port that redirection uses itself is in the status', async () => {
  const { kubernetes } = await start(
    virtualNode('blue', {
      listeners: [15000, 8080].map((port) => ({ portMapping: { port, protocol: 'http' } })),
    }),
  );
  await expect
    .poll(() => conditionOf(kubernetes, 'VirtualNode', 'blue'))
    .toMatch(/^True ReservedPort spec\.listeners\[0\]\.portMapping\.port is 15000, /);
});

test('a listener that a proxy had to leave out makes its node inactive, as long as that proxy is there', async (context) => {
  const envoy = await findEnvoy();
  if (envoy === undefined) return context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  const { kubernetes, controlPlane } = await start(
    virtualNode('blue', {
      listeners: [8080, 9090].map((port) => ({ portMapping: { port, protocol: 'http' } })),
    }),
  );
  await expect.poll(() => conditionOf(kubernetes, 'VirtualNode', 'blue')).toBe(WELL);
  const sidecar = await startSidecar(envoy, 'mesh/demos/virtualNode/blue_demos', controlPlane.xdsPort);
  await expect
    .poll(() => conditionOf(kubernetes, 'VirtualNode', 'blue'))
    .toMatch(/^False BindMissing spec\.listeners\[1\]\.portMapping\.port is 9090, /);
  await sidecar.stop();
  await expect.poll(() => conditionOf(kubernetes, 'VirtualNode', 'blue')).toBe(WELL);
});
