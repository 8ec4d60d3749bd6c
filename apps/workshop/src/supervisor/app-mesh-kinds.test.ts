import { createKubernetesApi, type KubernetesApi } from '@mesh-workshop/kubernetes-api';
import { expect, it, onTestFinished } from 'vitest';
import { requestKubernetes } from '../kubernetes/request-kubernetes.ts';
import { admitPod } from '../node-agent/admit-pod.ts';
import { ENVOY_ANNOTATION } from '../node-agent/envoy-identity.ts';
import { readAdmissionContext } from '../node-agent/read-admission-context.ts';
import { APP_MESH_KINDS } from './app-mesh-kinds.ts';

async function startApi(): Promise<KubernetesApi> {
  const api: KubernetesApi = await createKubernetesApi({
    host: '127.0.0.1',
    port: 0,
    resources: APP_MESH_KINDS,
    admitPod: (pod) => admitPod(pod, readAdmissionContext(api.store, '1.40.0')),
  });
  onTestFinished(() => api.close());
  api.store.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'demos', labels: { 'appmesh.k8s.aws/sidecarInjectorWebhook': 'enabled' } },
  });
  return api;
}

const appMesh = (kind: string, metadata: { name: string; namespace?: string }, spec: object) => ({
  apiVersion: 'appmesh.k8s.aws/v1beta2',
  kind,
  metadata,
  spec,
});
const BLUE = { name: 'blue', namespace: 'demos' };

it('are served with the columns of their definitions', async () => {
  const api = await startApi();
  api.store.create(appMesh('VirtualNode', BLUE, {}));
  const virtualNodes = { group: 'appmesh.k8s.aws', plural: 'virtualnodes' };
  const virtualNodeARN = 'arn:aws:appmesh:us-west-2:000000000000:mesh/demos/virtualNode/blue_demos';
  api.store.modifyStatus(virtualNodes, 'demos', 'blue', () => ({ virtualNodeARN }));
  const path = '/apis/appmesh.k8s.aws/v1beta2/namespaces/demos/virtualnodes';
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { body } = await requestKubernetes(api, path, { accept });
  expect(JSON.parse(body)).toMatchObject({
    kind: 'Table',
    columnDefinitions: [{ name: 'Name' }, { name: 'ARN' }, { name: 'Age' }],
    rows: [{ cells: ['blue', virtualNodeARN, expect.any(String)] }],
  });
});

it('refuse a change of what cannot change', async () => {
  const { store } = await startApi();
  const created = store.create(appMesh('VirtualNode', BLUE, { listeners: [] }));
  expect(() => store.update({ ...created, spec: { awsName: 'other' } })).toThrow(
    /spec\.awsName cannot change/,
  );
  expect(store.update({ ...created, spec: { awsName: 'blue_demos' } }).spec).toEqual({
    awsName: 'blue_demos',
  });
});

it('decide over the sidecars of pods from the moment they are there', async () => {
  const { store } = await startApi();
  const create = (name: string) =>
    store.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'demos', labels: { app: 'blue' } },
      spec: { containers: [{ name: 'app', image: 'product:1.0' }] },
    });
  expect(() => create('early')).toThrow(/the sidecar injector refuses the pod/);
  store.create(appMesh('Mesh', { name: 'demos' }, { namespaceSelector: {} }));
  store.create(appMesh('VirtualNode', BLUE, { podSelector: { matchLabels: { app: 'blue' } } }));
  expect(create('late').metadata.annotations?.[ENVOY_ANNOTATION]).toBe('mesh/demos/virtualNode/blue_demos');
});
