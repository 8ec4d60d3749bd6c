import type { Pod } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { decideInjection, readSidecarIdentity } from './decide-injection.ts';
import { injectSidecar } from './inject-sidecar.ts';

const BOUND = { 'appmesh.k8s.aws/mesh': 'demomesh', 'appmesh.k8s.aws/virtualNode': 'product-vn' };

function pod(annotations: Record<string, string>, containers: readonly string[] = ['product']): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'product-1', namespace: 'default', uid: 'u', annotations },
    spec: { containers: containers.map((name) => ({ name, image: 'product:1.0' })) },
  } as unknown as Pod;
}

it('gives a pod that names mesh and virtual node a sidecar of that virtual node', () => {
  expect(decideInjection(pod(BOUND))).toEqual({
    inject: true,
    identity: { mesh: 'demomesh', virtualNode: 'product-vn' },
  });
});

it.each([
  ['the annotations are missing', {}, ['product']],
  ['only the mesh is named', { 'appmesh.k8s.aws/mesh': 'demomesh' }, ['product']],
  ['the pod opts out', { ...BOUND, 'appmesh.k8s.aws/sidecarInjectorWebhook': 'disabled' }, ['product']],
  ['there already is an envoy', BOUND, ['product', 'envoy']],
])('leaves a pod alone when %s', (_case, annotations, containers) => {
  const decision = decideInjection(pod(annotations, containers));
  expect(decision).toEqual({ inject: false, reason: expect.any(String) });
  expect(injectSidecar(pod(annotations, containers), '1.40.0').spec.containers).toHaveLength(
    containers.length,
  );
});

it('adds the container last and marks the pod, so that its own sidecar is known again', () => {
  const injected = injectSidecar(pod(BOUND), '1.40.0');
  expect(injected.spec.containers.map((it) => `${it.name} ${it.image}`)).toEqual([
    'product product:1.0',
    'envoy envoy:1.40.0',
  ]);
  expect(readSidecarIdentity(injected)).toEqual({ mesh: 'demomesh', virtualNode: 'product-vn' });
  expect(injectSidecar(injected, '1.40.0')).toBe(injected);
});

it('does not take a container somebody else named envoy for its own', () => {
  expect(readSidecarIdentity(pod(BOUND, ['product', 'envoy']))).toBeUndefined();
});
