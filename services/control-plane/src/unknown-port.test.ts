import { expect, test } from 'vitest';
import { getThroughProxy, startBackend } from './testing/http-traffic.ts';
import { service, slice, startKubernetesTestApi } from './testing/kubernetes-test-api.ts';
import { DEMOS, MESH, virtualNode, virtualRouter, virtualService } from './testing/mesh-objects.ts';
import { findEnvoy, startSidecar } from './testing/real-envoy.ts';
import { startControlPlane } from './testing/start-control-plane.ts';

test('nobody else is asked who happens to listen on the port of a node whose pods do not have it', async (context) => {
  const envoy = await findEnvoy();
  if (envoy === undefined) return context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  const kubernetes = await startKubernetesTestApi({ meshKinds: true });
  const [own = 0, stranger = 0] = await Promise.all(['own', 'stranger'].map(startBackend));
  const controlPlane = await startControlPlane({ KUBECONFIG: kubernetes.kubeConfigFile });
  const listeners = [{ portMapping: { port: stranger, protocol: 'http' } }];
  kubernetes.apply(
    DEMOS,
    MESH,
    service('blue', 80, 8080),
    slice('blue', 'a', own),
    virtualNode('blue', { listeners }),
    virtualRouter('backend', { blue: 1 }),
    virtualService('backend', 'backend'),
    virtualNode('caller', {
      backends: [{ virtualService: { virtualServiceRef: { name: 'backend' } } }],
    }),
  );
  const caller = await startSidecar(envoy, 'mesh/demos/virtualNode/caller_demos', controlPlane.xdsPort);
  const answer = () => getThroughProxy(caller.egressPort, 'http://backend.demos.svc.cluster.local:8080/');
  await expect.poll(() => caller.state()).toBe('LIVE');
  await expect.poll(answer).toMatch(/^503 /);
  expect(await controlPlane.admin('/problems')).toMatchObject({
    problems: [
      { code: 'unknown-service-port', severity: 'error', object: { kind: 'VirtualNode', name: 'blue' } },
      { code: 'no-endpoints', object: { kind: 'VirtualRouter', name: 'backend' } },
    ],
  });

  // A port of the Service that leads there, and it is known.
  kubernetes.apply(service('blue', stranger, 8080));
  await expect.poll(answer).toBe('200 own');
  expect(await controlPlane.admin('/problems')).toEqual({ problems: [] });
});
