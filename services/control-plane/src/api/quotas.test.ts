import {
  CreateMeshCommand,
  CreateVirtualNodeCommand,
  LimitExceededException,
} from '@aws-sdk/client-app-mesh';
import { describe, expect, it } from 'vitest';
import { sdkClient } from '../testing/shop-mesh.ts';
import { startControlPlane } from '../testing/start-control-plane.ts';
import { APP_MESH_QUOTAS, parseQuotas } from './quotas.ts';

describe('parseQuotas', () => {
  it("takes none, App Mesh's own, one's own, or App Mesh's with changes", () => {
    expect(parseQuotas('off')).toEqual({});
    expect(parseQuotas('app-mesh')).toEqual(APP_MESH_QUOTAS);
    expect(parseQuotas('meshes=2,routesPerVirtualRouter=7')).toEqual({
      meshes: 2,
      routesPerVirtualRouter: 7,
    });
    expect(parseQuotas('app-mesh,meshes=30')).toEqual({ ...APP_MESH_QUOTAS, meshes: 30 });
    for (const wrong of [
      'on',
      'meshes',
      'meshes=-1',
      'nodes=3',
      'meshes=2,',
      'meshes=2,app-mesh',
      'toString=1',
    ])
      expect(parseQuotas(wrong), wrong).toBeUndefined();
  });
});

describe('quotas', () => {
  it('are exact, also when many create at once', async () => {
    const { apiUrl } = await startControlPlane({ QUOTAS: 'meshes=3,virtualNodesPerMesh=4' });
    const client = sdkClient(apiUrl);
    const indexes = [0, 1, 2, 3, 4, 5, 6, 7];
    const created = async (send: (index: number) => Promise<unknown>) => {
      const outcomes = await Promise.allSettled(indexes.map(send));
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LimitExceededException);
      return outcomes.filter(({ status }) => status === 'fulfilled').length;
    };
    expect(await created((index) => client.send(new CreateMeshCommand({ meshName: `mesh-${index}` })))).toBe(
      3,
    );
    const meshName = 'mesh-0';
    expect(
      await created((index) =>
        client.send(new CreateVirtualNodeCommand({ meshName, virtualNodeName: `node-${index}`, spec: {} })),
      ),
    ).toBe(4);
  });
});
