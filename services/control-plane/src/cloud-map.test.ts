import { CreateVirtualNodeCommand } from '@aws-sdk/client-app-mesh';
import { expect, test } from 'vitest';
import type { ProxyView } from './publish/proxy-view.ts';
import { getThroughProxy, startBackend } from './testing/http-traffic.ts';
import { pod, startKubernetesTestApi } from './testing/kubernetes-test-api.ts';
import { DEMOS, MESH, member, virtualNode, virtualRouter, virtualService } from './testing/mesh-objects.ts';
import { findEnvoy, startSidecar } from './testing/real-envoy.ts';
import { sdkClient } from './testing/shop-mesh.ts';
import { startControlPlane, type TestControlPlane } from './testing/start-control-plane.ts';

function found(version?: string) {
  const attributes = version === undefined ? {} : { attributes: [{ key: 'version', value: version }] };
  return { awsCloudMap: { namespaceName: 'demos.local', serviceName: 'backend', ...attributes } };
}

const usersOf = async ({ admin }: TestControlPlane, port: number) =>
  (await admin<{ proxies: ProxyView[] }>(`/endpoint-users?address=127.0.0.1&port=${port}`)).proxies.length;

test('a real Envoy follows the pods of nodes that are found through Cloud Map', async (context) => {
  const envoy = await findEnvoy();
  if (envoy === undefined) return context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  const kubernetes = await startKubernetesTestApi({ meshKinds: true });
  const blue = await startBackend('blue');
  const green = await startBackend('green');
  const amber = await startBackend('amber');
  const controlPlane = await startControlPlane({ KUBECONFIG: kubernetes.kubeConfigFile });
  kubernetes.apply(
    DEMOS,
    MESH,
    virtualNode('blue', { serviceDiscovery: found('blue') }),
    virtualNode('green', { serviceDiscovery: found('green') }),
    virtualRouter('backend', { blue: 1 }),
    virtualService('backend', 'backend'),
    virtualNode('caller', {
      backends: [{ virtualService: { virtualServiceRef: { name: 'backend' } } }],
    }),
    pod('blue-1', blue, { labels: { app: 'blue' } }),
    pod('green-1', green, { labels: { app: 'green' } }),
    pod('elsewhere', green, { labels: { app: 'blue' }, namespace: 'default' }),
  );
  const caller = await startSidecar(envoy, 'mesh/demos/virtualNode/caller_demos', controlPlane.xdsPort);
  const answer = () => getThroughProxy(caller.egressPort, 'http://backend.demos.svc.cluster.local:8080/');
  await expect.poll(() => caller.state()).toBe('LIVE');
  await expect.poll(answer).toBe('200 blue');
  expect(await usersOf(controlPlane, blue)).toBe(1);

  // A pod that comes and one that is told to end: the proxy leaves the old one before it is gone, and not a request is lost.
  kubernetes.apply(pod('blue-2', amber, { labels: { app: 'blue' } }));
  await expect.poll(() => usersOf(controlPlane, amber)).toBe(1);
  kubernetes.delete(pod('blue-1', blue));
  const answers: string[] = [];
  await expect
    .poll(async () => {
      answers.push(await answer());
      return usersOf(controlPlane, blue);
    })
    .toBe(0);
  expect(kubernetes.get('Pod', 'demos', 'blue-1')).toBeDefined();
  expect(answers.filter((it) => !/^200 (blue|amber)$/.test(it))).toEqual([]);
  expect([await answer(), await answer(), await answer()]).toEqual(Array(3).fill('200 amber'));

  // While the Kubernetes API is away, pods stay. A node that is broken, and one that a route still leads to, keep theirs.
  await kubernetes.goAway();
  expect(await answer()).toBe('200 amber');
  await kubernetes.comeBack();
  kubernetes.apply(virtualNode('blue', { serviceDiscovery: found('blue'), podSelector: { app: 'blue' } }));
  await expect
    .poll(() => controlPlane.admin('/problems').then(JSON.stringify))
    .toContain('spec.podSelector.app');
  expect(await answer()).toBe('200 amber');
  kubernetes.apply(virtualNode('blue', { serviceDiscovery: found('blue') }));
  await expect.poll(() => controlPlane.admin('/problems')).toEqual({ problems: [] });
  kubernetes.delete(member('VirtualNode', 'blue', {}));
  await expect
    .poll(() => controlPlane.admin('/problems').then(JSON.stringify))
    .toContain('blue_demos is gone');
  expect(await answer()).toBe('200 amber');
  kubernetes.apply(virtualRouter('backend', { green: 1 }));
  await expect.poll(answer).toBe('200 green');

  // A node of the API, in the same service of Cloud Map, has the pods whose annotations name it.
  await sdkClient(controlPlane.apiUrl).send(
    new CreateVirtualNodeCommand({
      meshName: 'demos',
      virtualNodeName: 'other-vn',
      spec: {
        listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
        serviceDiscovery: found('green'),
      },
    }),
  );
  const annotations = { 'appmesh.k8s.aws/mesh': 'demos', 'appmesh.k8s.aws/virtualNode': 'other-vn' };
  kubernetes.apply(pod('other', blue, { namespace: 'default', annotations }));
  await expect.poll(() => usersOf(controlPlane, blue)).toBe(1);
  await expect.poll(answer).toBe('200 blue');
});
