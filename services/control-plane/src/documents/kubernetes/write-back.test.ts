import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { loadKubeConfig } from '../../kubernetes-client/kubernetes-request.ts';
import { startKubernetesTestApi } from '../../testing/kubernetes-test-api.ts';
import { DEMOS, virtualNode } from '../../testing/mesh-objects.ts';
import { objectPath } from './mesh-kinds.ts';
import type { ObjectPatch } from './plan-write-back.ts';
import { WriteBack } from './write-back.ts';

function statusOf(name: string, text: string): ObjectPatch {
  const object = objectPath('VirtualNode', 'demos', name);
  return { object, path: `${object}/status`, patch: { status: { text } }, fingerprint: text };
}

function finalizerOf(name: string): ObjectPatch {
  const object = objectPath('VirtualNode', 'demos', name);
  return { object, path: object, patch: { metadata: { finalizers: ['mine'] } }, fingerprint: 'mine' };
}

/** Waits so long after a failure that whoever waits with the one that failed is not written within the test. */
async function start(backOff = { firstMs: 9e8, longestMs: 9e8 }) {
  const kubernetes = await startKubernetesTestApi({ meshKinds: true });
  kubernetes.apply(DEMOS, virtualNode('blue'), virtualNode('green'));
  const kubeConfig = loadKubeConfig(kubernetes.kubeConfigFile);
  const writeBack = new WriteBack(kubeConfig, pino({ level: 'silent' }), backOff);
  onTestFinished(() => writeBack.stop());
  const statusText = (name: string) => kubernetes.get('VirtualNode', 'demos', name)?.status?.text;
  return { kubernetes, writeBack, statusText };
}

it('an object whose status is refused delays neither other objects nor its own finalizers', async () => {
  const { kubernetes, writeBack, statusText } = await start();
  kubernetes.refusePatches(statusOf('blue', '').path);
  writeBack.want([statusOf('blue', 'one')]);
  await expect.poll(() => kubernetes.requests.patches).toBe(1);
  writeBack.want([finalizerOf('blue'), statusOf('blue', 'one'), statusOf('green', 'one')]);
  await expect.poll(() => statusText('green')).toBe('one');
  await expect
    .poll(() => kubernetes.get('VirtualNode', 'demos', 'blue')?.metadata.finalizers)
    .toEqual(['mine']);
  expect(statusText('blue')).toBeUndefined();

  // Nobody asks for anything new: it is not tried again before its time, however often somebody looks.
  await expect.poll(() => kubernetes.requests.patches).toBe(4);
  for (let look = 0; look < 20; look++)
    writeBack.want([statusOf('blue', 'one'), statusOf('green', `${look}`)]);
  await expect.poll(() => statusText('green')).toBe('19');
  kubernetes.refusePatches(undefined);
  writeBack.want([statusOf('blue', 'two')]);
  await expect.poll(() => statusText('blue')).toBe('two');
});

it('what was refused is written when it no longer is', async () => {
  const { kubernetes, writeBack, statusText } = await start({ firstMs: 1, longestMs: 50 });
  kubernetes.refusePatches(statusOf('blue', '').path);
  writeBack.want([statusOf('blue', 'one')]);
  await expect.poll(() => kubernetes.requests.patches).toBeGreaterThan(3);
  kubernetes.refusePatches(undefined);
  await expect.poll(() => statusText('blue')).toBe('one');
});
