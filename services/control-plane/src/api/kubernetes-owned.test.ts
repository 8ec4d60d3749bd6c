import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteVirtualNodeCommand,
  ForbiddenException,
  UpdateVirtualNodeCommand,
} from '@aws-sdk/client-app-mesh';
import type { VirtualNodeResource } from '@mesh-workshop/appmesh';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen, stopListening } from '../listen.ts';
import { ResourceStore } from '../store/resource-store.ts';
import { callApi } from '../testing/call-api.ts';
import { nodeSpec, sdkClient } from '../testing/shop-mesh.ts';
import { temporaryDirectory } from '../testing/start-control-plane.ts';
import { createApiServer } from './api-server.ts';

const ACCOUNT = '000000000000';

describe('a resource that a Kubernetes object defines', () => {
  it('is shown, cannot be written, and is not in the journal', async () => {
    const logger = pino({ level: 'silent' });
    const directory = await temporaryDirectory();
    const store = await ResourceStore.open({ directory, onDamage: 'refuse', logger });
    const server = createApiServer(
      { store, accountId: ACCOUNT, quotas: {} },
      { logger, region: 'us-west-2', onAnswered: () => undefined },
    );
    const port = await listen(server, { host: '127.0.0.1', port: 0 }, 'API_ADDRESS');
    onTestFinished(async () => {
      await stopListening(server, 1_000);
      await store.close();
    });
    const apiUrl = `http://127.0.0.1:${port}`;
    await callApi(apiUrl, 'PUT', '/meshes', { meshName: 'shop' });
    const { body } = await callApi(apiUrl, 'PUT', '/meshes/shop/virtualNodes', {
      virtualNodeName: 'product_default',
      spec: nodeSpec('product'),
    });
    const { spec, metadata } = body as unknown as VirtualNodeResource;
    const owner = {
      kind: 'kubernetes',
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      objectKind: 'VirtualNode',
      namespace: 'default',
      name: 'product',
    } as const;
    await store.put(
      {
        kind: 'virtualNode',
        meshName: 'shop',
        virtualNodeName: 'other',
        spec,
        metadata,
        tags: {},
        owner,
      },
      { operation: 'CreateVirtualNode' },
    );

    expect(await callApi(apiUrl, 'GET', '/meshes/shop/virtualNodes/other')).toMatchObject({ status: 200 });
    const client = sdkClient(apiUrl);
    const address = { meshName: 'shop', virtualNodeName: 'other' };
    for (const command of [
      new UpdateVirtualNodeCommand({ ...address, spec: {} }),
      new DeleteVirtualNodeCommand(address),
    ]) {
      const error: unknown = await client.send(command as DeleteVirtualNodeCommand).catch((reason) => reason);
      expect(error).toBeInstanceOf(ForbiddenException);
      expect(String(error)).toContain('VirtualNode default/product (appmesh.k8s.aws/v1beta2)');
    }
    expect(await readFile(join(directory, 'journal'), 'utf8')).not.toContain('"other"');
  });
});
