import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resourceBehind } from './resource-behind.ts';
import { arbitraryMesh } from './testing/arbitrary-mesh.ts';
import { translateVirtualNode } from './translate-virtual-node.ts';

const FRONT = { kind: 'virtualNode', name: 'front-vn' } as const;

test('behind a cluster is the virtual node that it leads to, behind everything else the own one of the proxy', () => {
  fc.assert(
    fc.property(arbitraryMesh(), (mesh) => {
      const context = { interception: 'redirect', namespace: 'default' } as const;
      const { value } = translateVirtualNode(mesh, 'front-vn', () => [], context);
      const own = `mesh/${mesh.meshName}/virtualNode/front-vn`;
      for (const name of Object.keys(value.clusters)) {
        const called = /_(blue|green|red)-vn_/.exec(name)?.[1];
        const expected = called ? `mesh/${mesh.meshName}/virtualNode/${called}-vn` : own;
        expect(resourceBehind(mesh, FRONT, { type: 'clusters', name })).toBe(expected);
      }
      for (const type of ['listeners', 'routes', 'secrets'] as const)
        for (const name of Object.keys(value[type]))
          expect(resourceBehind(mesh, FRONT, { type, name })).toBe(own);
    }),
  );
});
