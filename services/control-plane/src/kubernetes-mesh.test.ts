import { expect, test } from 'vitest';
import type { ProxyView } from './publish/proxy-view.ts';
import { getThrough, getThroughProxy, startBackend } from './testing/http-traffic.ts';
import { service, slice, startKubernetesTestApi } from './testing/kubernetes-test-api.ts';
import { DEMOS, MESH, member, virtualNode, virtualRouter, virtualService } from './testing/mesh-objects.ts';
import { findEnvoy, freePort, startSidecar } from './testing/real-envoy.ts';
import {
  startControlPlane,
  type TestControlPlane,
  temporaryDirectory,
} from './testing/start-control-plane.ts';

const BACKEND = 'backend.demos.svc.cluster.local';
const CALLER = virtualNode('caller', {
  backends: [{ virtualService: { virtualServiceRef: { name: 'backend' } } }],
});

async function statesOf({ admin }: TestControlPlane): Promise<readonly string[]> {
  const { proxies } = await admin<{ proxies: ProxyView[] }>('/proxies');
  return proxies.map(({ resource, state, reason }) => [resource, state, reason].join(' ').trim()).sort();
}

test('real Envoys of a node and a gateway follow Kubernetes objects, in whatever order they come', async (context) => {
  const envoy = await findEnvoy();
  if (envoy === undefined) return context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  const kubernetes = await startKubernetesTestApi({ meshKinds: true });
  const [blue, green] = await Promise.all(['blue', 'green'].map(startBackend));
  kubernetes.apply(service('blue', 8080), slice('blue', 'a', blue ?? 0));
  kubernetes.apply(service('green', 8080), slice('green', 'a', green ?? 0));
  const stateDirectory = await temporaryDirectory();
  const environment = {
    KUBECONFIG: kubernetes.kubeConfigFile,
    STATE_DIR: stateDirectory,
    XDS_ADDRESS: `127.0.0.1:${await freePort()}`,
  };
  const first = await startControlPlane(environment);
  const caller = await startSidecar(envoy, 'mesh/demos/virtualNode/caller_demos', first.xdsPort);
  const gateway = await startSidecar(envoy, 'mesh/demos/virtualGateway/ingress_demos', first.xdsPort);
  const answers = async () => [
    await getThroughProxy(caller.egressPort, `http://${BACKEND}:8080/`),
    await getThrough(gateway.ingressPort, '/'),
  ];
  await expect
    .poll(() => statesOf(first))
    .toEqual([
      'mesh/demos/virtualGateway/ingress_demos waiting mesh demos of account 000000000000 does not exist',
      'mesh/demos/virtualNode/caller_demos waiting mesh demos of account 000000000000 does not exist',
    ]);

  // Callers before what they call, members before their mesh.
  kubernetes.apply(
    member('GatewayRoute', 'backend', {
      httpRoute: {
        match: { prefix: '/' },
        action: { target: { virtualService: { virtualServiceRef: { name: 'backend' } } } },
      },
    }),
    CALLER,
    virtualService('backend', 'backend'),
    virtualRouter('backend', { blue: 1 }),
    virtualNode('blue'),
    member('VirtualGateway', 'ingress', {
      namespaceSelector: {},
      podSelector: {},
      listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    }),
    DEMOS,
    MESH,
  );
  const synced = [
    'mesh/demos/virtualGateway/ingress_demos synced',
    'mesh/demos/virtualNode/caller_demos synced',
  ];
  await expect.poll(() => Promise.all([caller.state(), gateway.state()])).toEqual(['LIVE', 'LIVE']);
  await expect.poll(answers).toEqual(['200 blue', '200 blue']);
  await expect.poll(() => statesOf(first)).toEqual(synced);
  expect(await first.admin('/problems')).toEqual({ problems: [] });

  // New weights wait for the node that they name, and traffic goes where it went.
  kubernetes.apply(virtualRouter('backend', { green: 1 }));
  await expect
    .poll(() => first.admin('/problems').then(JSON.stringify))
    .toContain('VirtualNode with name green_demos is not present');
  expect(await answers()).toEqual(['200 blue', '200 blue']);
  kubernetes.apply(virtualNode('green'));
  await expect.poll(answers).toEqual(['200 green', '200 green']);

  // A mistake changes nothing until it is mended.
  kubernetes.apply(virtualRouter('backend', { blue: 1000 }));
  await expect
    .poll(() => first.admin('/problems'))
    .toMatchObject({ problems: [{ object: { kind: 'VirtualRouter', name: 'backend' } }] });
  expect(await answers()).toEqual(['200 green', '200 green']);
  kubernetes.apply(virtualRouter('backend', { green: 1 }));

  // A control plane that starts without the Kubernetes API publishes nothing, and the same as before when it is back.
  await expect.poll(() => first.admin('/problems')).toEqual({ problems: [] });
  await first.stop();
  await kubernetes.goAway();
  const second = await startControlPlane(environment);
  await expect.poll(async () => (await statesOf(second)).length).toBe(2);
  expect((await statesOf(second)).join()).not.toContain('synced');
  expect(await answers()).toEqual(['200 green', '200 green']);
  await kubernetes.comeBack();
  await expect.poll(() => statesOf(second)).toEqual(synced);
  expect(await answers()).toEqual(['200 green', '200 green']);
});
