import {
  CoreV1Api,
  CustomObjectsApi,
  DiscoveryV1Api,
  KubeConfig,
  makeInformer,
  type V1EndpointSlice,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { NewObject } from '../objects/kubernetes-object.ts';
import { deploymentManifest, serviceManifest } from '../testing/manifests.ts';
import { createWorkbench, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
const config = new KubeConfig();

beforeAll(async () => {
  bench = await createWorkbench({
    resources: [
      {
        group: 'example.com',
        version: 'v1',
        kind: 'Color',
        plural: 'colors',
        singular: 'color',
        namespaced: true,
        subresources: { status: true },
      },
    ],
  });
  config.loadFromFile(bench.env.KUBECONFIG ?? '');
});
afterAll(() => bench.close());

function createAll(manifests: string, namespace: string): void {
  for (const document of parseAllDocuments(manifests)) {
    const object = document.toJS() as NewObject;
    bench.api.store.create({ ...object, metadata: { ...object.metadata, namespace } });
  }
}

describe('the JavaScript client', () => {
  test('an informer sees endpoint slices come, become ready and go', async () => {
    const namespace = bench.namespace();
    const discovery = config.makeApiClient(DiscoveryV1Api);
    const seen = new Map<string, V1EndpointSlice>();
    const informer = makeInformer<V1EndpointSlice>(config, '/apis/discovery.k8s.io/v1/endpointslices', () =>
      discovery.listEndpointSliceForAllNamespaces(),
    );
    const keep = (slice: V1EndpointSlice) => seen.set(slice.metadata?.name ?? '', slice);
    informer.on('add', keep);
    informer.on('update', keep);
    informer.on('delete', (slice: V1EndpointSlice) => seen.delete(slice.metadata?.name ?? ''));
    await informer.start();
    createAll(`${deploymentManifest('product')}---\n${serviceManifest('product')}`, namespace);
    const ready = () =>
      [...seen.values()]
        .filter((it) => it.endpoints[0]?.conditions?.ready === true)
        .map((it) => it.ports?.[0]?.port);
    await expect.poll(ready).toEqual([18_080, 18_080]);
    bench.api.store.delete({ group: 'apps', plural: 'deployments' }, namespace, 'product');
    await expect.poll(() => seen.size).toBe(0);
    await informer.stop();
  });

  test('custom resources are created, updated in their status, and read back', async () => {
    const namespace = bench.namespace();
    const client = config.makeApiClient(CustomObjectsApi);
    const kind = { group: 'example.com', version: 'v1', namespace, plural: 'colors' };
    const body = {
      apiVersion: 'example.com/v1',
      kind: 'Color',
      metadata: { name: 'sky' },
      spec: { hue: 'blue' },
    };
    const created = await client.createNamespacedCustomObject({ ...kind, body });
    await client.replaceNamespacedCustomObjectStatus({
      ...kind,
      name: 'sky',
      body: { ...created, status: { arn: 'x' } },
    });
    expect(await client.getNamespacedCustomObject({ ...kind, name: 'sky' })).toMatchObject({
      spec: { hue: 'blue' },
      status: { arn: 'x' },
      metadata: { generation: 1 },
    });
  });

  test('errors arrive with their code', async () => {
    const client = config.makeApiClient(CoreV1Api);
    await expect(client.readNamespacedPod({ name: 'nope', namespace: 'default' })).rejects.toMatchObject({
      code: 404,
    });
  });
});
