import { expect, it } from 'vitest';
import { type Lockfile, listDependencies } from './list-dependencies.ts';

const LOCKFILE: Lockfile = {
  importers: {
    'services/order': { dependencies: { '@mesh-workshop/kit': { version: 'link:../../packages/kit' } } },
    'packages/kit': {
      dependencies: { web: { version: '5.0.0(peer@1.0.0)' }, other: { version: 'real-name@2.0.0' } },
    },
    'services/unrelated': { dependencies: { nothing: { version: '1.0.0' } } },
  },
  packages: {
    'web@5.0.0': { resolution: { integrity: 'sha512-AAAA' } },
    'peer@1.0.0': { resolution: { integrity: 'sha512-BBBB' } },
    'real-name@2.0.0': { resolution: {} },
    'nothing@1.0.0': { resolution: {} },
  },
  snapshots: {
    'web@5.0.0(peer@1.0.0)': { dependencies: { peer: '1.0.0' } },
    'web@5.0.0(peer@2.0.0)': { dependencies: {} },
    'peer@1.0.0': { optionalDependencies: { web: '5.0.0(peer@1.0.0)' } },
    'real-name@2.0.0': {},
    'nothing@1.0.0': {},
  },
};

it('follows packages of the repository and of the registry, round in circles too, and lists each once', () => {
  expect(listDependencies(LOCKFILE, 'services/order')).toEqual([
    { id: 'services/order', name: '@mesh-workshop/order', needs: ['packages/kit'] },
    { id: 'packages/kit', name: '@mesh-workshop/kit', needs: ['real-name@2.0.0', 'web@5.0.0'] },
    { id: 'peer@1.0.0', name: 'peer', version: '1.0.0', integrity: 'sha512-BBBB', needs: ['web@5.0.0'] },
    { id: 'real-name@2.0.0', name: 'real-name', version: '2.0.0', needs: [] },
    { id: 'web@5.0.0', name: 'web', version: '5.0.0', integrity: 'sha512-AAAA', needs: ['peer@1.0.0'] },
  ]);
});
