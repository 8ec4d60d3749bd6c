import type { Pod } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { listUnsupported } from './list-unsupported.ts';

const container = { name: 'c', image: 'i' };

it('names every part of a pod that has no effect here', () => {
  const spec = {
    initContainers: [container],
    containers: [
      { ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }], lifecycle: { preStop: {} } },
    ],
  } as Pod['spec'];
  expect(listUnsupported({ spec })).toEqual([
    'spec.initContainers are not run',
    'volumeMounts of container c are not mounted',
    'lifecycle hooks of container c are not run',
  ]);
});

it('has nothing to say about what works', () => {
  expect(listUnsupported({ spec: { containers: [container] } })).toEqual([]);
});
