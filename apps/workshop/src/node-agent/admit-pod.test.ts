import type { Pod } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { admitPod } from './admit-pod.ts';
import { readEnvoyIdentity } from './envoy-identity.ts';

const BOUND = { 'appmesh.k8s.aws/mesh': 'demomesh', 'appmesh.k8s.aws/virtualNode': 'product-vn' };
const INJECTED = { 'appmesh.k8s.aws/sidecarInjectorWebhook': 'enabled' };

function pod(
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string> },
  containers: readonly string[] = ['product'],
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'product-1', namespace: 'demos', uid: 'u', ...metadata },
    spec: { containers: containers.map((name) => ({ name, image: 'product:1.0' })) },
  } as unknown as Pod;
}

function object(kind: string, name: string, spec: object) {
  const place = kind === 'Mesh' ? {} : { namespace: 'demos' };
  return { content: { apiVersion: 'appmesh.k8s.aws/v1beta2', kind, metadata: { name, ...place }, spec } };
}

function admit(candidate: Pod, namespaceLabels: Record<string, string> = {}): Pod {
  return admitPod(candidate, {
    namespaces: [{ name: 'demos', labels: namespaceLabels }],
    documents: [
      object('Mesh', 'demos', { namespaceSelector: {} }),
      object('VirtualNode', 'blue', { podSelector: { matchLabels: { app: 'blue' } } }),
      object('VirtualGateway', 'gw', { podSelector: { matchLabels: { app: 'gw' } } }),
    ],
    envoyVersion: '1.40.0',
  });
}

it('gives a pod that names mesh and virtual node a sidecar of that virtual node, with its admin port', () => {
  const admitted = admit(pod({ annotations: BOUND }));
  expect(admitted.spec.containers).toEqual([
    { name: 'product', image: 'product:1.0' },
    { name: 'envoy', image: 'envoy:1.40.0', ports: [{ name: 'stats', containerPort: 9901 }] },
  ]);
  expect(readEnvoyIdentity(admitted)).toEqual({
    nodeId: 'mesh/demomesh/virtualNode/product-vn',
    name: 'product-vn',
    role: 'sidecar',
  });
});

it('gives a pod that a virtual node selects its sidecar, where the namespace is labelled for it', () => {
  const candidate = pod({ labels: { app: 'blue' } });
  expect(readEnvoyIdentity(admit(candidate, INJECTED))).toMatchObject({
    nodeId: 'mesh/demos/virtualNode/blue_demos',
  });
  expect(admit(candidate)).toBe(candidate);
});

it("makes the envoy of a virtual gateway's pod ours, and adds none", () => {
  const admitted = admit(pod({ labels: { app: 'gw' } }, ['envoy']), INJECTED);
  expect(admitted.spec.containers).toHaveLength(1);
  expect(readEnvoyIdentity(admitted)).toEqual({
    nodeId: 'mesh/demos/virtualGateway/gw_demos',
    name: 'gw_demos',
    role: 'gateway',
  });
});

it('takes the number of trusted proxies from the annotation of a gateway, and refuses what is no such number', () => {
  const gateway = (hops?: string) =>
    admit(
      pod(
        {
          labels: { app: 'gw' },
          ...(hops === undefined ? {} : { annotations: { 'mesh-workshop.dev/trusted-hops': hops } }),
        },
        ['envoy'],
      ),
      INJECTED,
    );
  expect(readEnvoyIdentity(gateway('2'))).toMatchObject({ role: 'gateway', trustedHops: 2 });
  expect(readEnvoyIdentity(gateway('0'))).toMatchObject({ trustedHops: 0 });
  expect(readEnvoyIdentity(gateway())).not.toHaveProperty('trustedHops');
  for (const hops of ['two', '-1', '1.5', '', '256'])
    expect(() => gateway(hops)).toThrow(
      `metadata.annotations.mesh-workshop.dev/trusted-hops is ${JSON.stringify(hops)}; it must be a whole number from 0 to 255`,
    );
});

it('does not take a container somebody else named envoy for its own', () => {
  const candidate = pod({ annotations: BOUND }, ['product', 'envoy']);
  expect(admit(candidate)).toBe(candidate);
  expect(readEnvoyIdentity(candidate)).toBeUndefined();
});

it('refuses a pod that should be in the mesh and belongs to nothing in it', () => {
  expect(() => admit(pod({ labels: { app: 'green' } }), INJECTED)).toThrow(
    /^the sidecar injector refuses the pod: metadata\.labels match no VirtualNode or VirtualGateway of namespace demos/,
  );
});
