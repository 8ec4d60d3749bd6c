import { expect, test } from 'vitest';
import { getThroughProxy, startBackend } from './testing/http-traffic.ts';
import { service, slice, startKubernetesTestApi } from './testing/kubernetes-test-api.ts';
import { DEMOS, MESH, virtualNode } from './testing/mesh-objects.ts';
import { findEnvoy, startSidecar } from './testing/real-envoy.ts';
import { startControlPlane } from './testing/start-control-plane.ts';

test('a proxy of a mesh that allows all follows every Service, whatever mesh its pods are in', async (context) => {
  const envoy = await findEnvoy();
  if (envoy === undefined) return context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  const kubernetes = await startKubernetesTestApi({ meshKinds: true });
  const [blue = 0, green = 0] = await Promise.all(['blue', 'green'].map(startBackend));
  const controlPlane = await startControlPlane({ KUBECONFIG: kubernetes.kubeConfigFile });
  const egress = (type: string) => ({ ...MESH, spec: { ...(MESH.spec as object), egressFilter: { type } } });
  kubernetes.apply(DEMOS, egress('ALLOW_ALL'), virtualNode('caller'));
  const caller = await startSidecar(envoy, 'mesh/demos/virtualNode/caller_demos', controlPlane.xdsPort);
  const answers = async () => {
    const hosts = ['legacy', 'legacy.default', 'legacy.default.svc', 'legacy.default.svc.cluster.local'];
    const all = hosts.map((host) => getThroughProxy(caller.egressPort, `http://${host}/`));
    return [
      ...new Set(
        (await Promise.all(all)).map((answer) => (answer.startsWith('200') ? answer : answer.slice(0, 3))),
      ),
    ];
  };
  await expect.poll(() => caller.state()).toBe('LIVE');
  expect(await answers()).toEqual(['503']);

  // A Service that is new, its pods one after the other, and its end.
  kubernetes.apply(service('legacy', 80, 8080), slice('legacy', 'a', blue));
  await expect.poll(answers).toEqual(['200 blue']);
  kubernetes.apply(slice('legacy', 'b', green));
  kubernetes.delete(slice('legacy', 'a', blue));
  await expect.poll(answers).toEqual(['200 green']);
  kubernetes.apply(egress('DROP_ALL'));
  await expect.poll(answers).toEqual(['404']);
  kubernetes.apply(egress('ALLOW_ALL'));
  await expect.poll(answers).toEqual(['200 green']);
  kubernetes.delete(service('legacy', 80, 8080));
  await expect.poll(answers).toEqual(['503']);
});
