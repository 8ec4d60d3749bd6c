import type { Check } from './check.ts';

/** The mesh and these virtual nodes can be described through the App Mesh API. */
export function meshExists(...virtualNodes: readonly string[]): Check {
  return {
    title: `the mesh exists, with ${virtualNodes.join(', ')}`,
    withinMs: 0,
    lookAt: ['control-plane.log', 'aws appmesh list-meshes'],
    async look({ appMesh, meshName }) {
      const missing: string[] = [];
      if (!(await appMesh.meshExists())) missing.push(`mesh ${meshName}`);
      for (const name of virtualNodes) {
        if (!(await appMesh.virtualNodeExists(name))) missing.push(`virtual node ${name}`);
      }
      return {
        passed: missing.length === 0,
        expected: `mesh ${meshName} with ${virtualNodes.join(', ')}`,
        seen: missing.length === 0 ? 'all of them' : `no ${missing.join(', no ')}`,
      };
    },
  };
}
