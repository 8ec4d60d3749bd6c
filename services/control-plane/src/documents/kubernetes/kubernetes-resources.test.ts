import {
  CreateMeshCommand,
  CreateVirtualNodeCommand,
  DeleteVirtualNodeCommand,
  DescribeMeshCommand,
  DescribeRouteCommand,
  DescribeVirtualNodeCommand,
  ForbiddenException,
  UpdateVirtualNodeCommand,
} from '@aws-sdk/client-app-mesh';
import { describe, expect, it } from 'vitest';
import {
  type KubernetesTestApi,
  service,
  slice,
  startKubernetesTestApi,
} from '../../testing/kubernetes-test-api.ts';
import {
  DEMOS,
  MESH,
  member,
  virtualNode,
  virtualRouter,
  virtualService,
} from '../../testing/mesh-objects.ts';
import { nodeSpec, sdkClient } from '../../testing/shop-mesh.ts';
import { startControlPlane } from '../../testing/start-control-plane.ts';

const ARN = 'arn:aws:appmesh:us-west-2:000000000000:mesh/demos';
const BLUE = { meshName: 'demos', virtualNodeName: 'blue_demos' };
const ROUTE = { meshName: 'demos', virtualRouterName: 'backend_demos', routeName: 'all' };

async function start(kubernetes: KubernetesTestApi, environment: Record<string, string> = {}) {
  const controlPlane = await startControlPlane({ KUBECONFIG: kubernetes.kubeConfigFile, ...environment });
  const client = sdkClient(controlPlane.apiUrl);
  const blue = async () =>
    (await client.send(new DescribeVirtualNodeCommand(BLUE)).catch(() => undefined))?.virtualNode;
  const messages = async () => {
    const { problems } = await controlPlane.admin<{ problems: { message: string }[] }>('/problems');
    return problems.map(({ message }) => message);
  };
  return { ...controlPlane, client, blue, messages };
}

function condition(kubernetes: KubernetesTestApi, kind: string, name: string, place?: string) {
  const status = kubernetes.get(kind, place, name)?.status as { conditions?: object[] } | undefined;
  return status?.conditions?.[0];
}

describe('objects of a Kubernetes API', () => {
  it('are resources beside those of the API, seen through it and written only where they are', async () => {
    const kubernetes = await startKubernetesTestApi({ meshKinds: true });
    kubernetes.apply(
      DEMOS,
      MESH,
      virtualNode('blue'),
      virtualRouter('backend', { blue: 1 }),
      virtualService('backend', 'backend'),
      service('blue', 8080),
      slice('blue', 'a', 40001),
    );
    const { client, blue, admin, messages } = await start(kubernetes);
    await expect.poll(blue).toMatchObject({
      ...BLUE,
      status: { status: 'ACTIVE' },
      metadata: {
        arn: `${ARN}/virtualNode/blue_demos`,
        uid: kubernetes.get('VirtualNode', 'demos', 'blue')?.metadata.uid,
        version: 1,
        createdAt: new Date('2026-01-02T03:04:05Z'),
      },
    });
    const { route } = await client.send(new DescribeRouteCommand(ROUTE));
    expect(route?.spec?.httpRoute?.action?.weightedTargets).toEqual([
      { virtualNode: 'blue_demos', weight: 1 },
    ]);
    expect(route?.metadata?.uid).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );

    for (const command of [
      new UpdateVirtualNodeCommand({ ...BLUE, spec: {} }),
      new DeleteVirtualNodeCommand(BLUE),
    ]) {
      const error: unknown = await client.send(command as DeleteVirtualNodeCommand).catch((reason) => reason);
      expect(error).toBeInstanceOf(ForbiddenException);
      expect(String(error)).toContain('VirtualNode demos/blue (appmesh.k8s.aws/v1beta2)');
      expect(String(error)).toContain('kubectl edit virtualnode.appmesh.k8s.aws blue --namespace demos');
    }
    const own = { meshName: 'demos', virtualNodeName: 'own', spec: nodeSpec('own') };
    await client.send(new CreateVirtualNodeCommand(own));
    const { resources } = await admin<{ resources: { kind: string; owner: { kind: string } }[] }>(
      '/resources',
    );
    expect(resources.map(({ kind, owner }) => `${kind} ${owner.kind}`).sort()).toEqual([
      'mesh kubernetes',
      'route kubernetes',
      'virtualNode api',
      'virtualNode kubernetes',
      'virtualRouter kubernetes',
      'virtualService kubernetes',
    ]);
    expect(await messages()).toEqual([]);
  });

  it('count their versions by changes of what they mean, and are gone with the object', async () => {
    const kubernetes = await startKubernetesTestApi({ meshKinds: true });
    kubernetes.apply(DEMOS, MESH, virtualNode('blue'));
    const { blue } = await start(kubernetes);
    await expect.poll(blue).toMatchObject({ metadata: { version: 1 } });
    kubernetes.apply({ ...virtualNode('blue'), annotations: {} });
    kubernetes.apply(virtualNode('blue', { serviceDiscovery: { dns: { hostname: 'elsewhere.example' } } }));
    await expect.poll(blue).toMatchObject({
      metadata: { version: 2 },
      spec: { serviceDiscovery: { dns: { hostname: 'elsewhere.example' } } },
    });
    kubernetes.delete(virtualNode('blue'));
    await expect.poll(blue).toBeUndefined();
  });

  it('get their status written back, once, also after failures', async () => {
    const kubernetes = await startKubernetesTestApi({ meshKinds: true });
    kubernetes.apply(DEMOS, MESH, virtualNode('blue'), virtualRouter('backend', { blue: 1 }));
    kubernetes.failPatches(3);
    await start(kubernetes);
    await expect
      .poll(() => kubernetes.get('VirtualRouter', 'demos', 'backend')?.status)
      .toMatchObject({
        virtualRouterARN: `${ARN}/virtualRouter/backend_demos`,
        routeARNs: { all: `${ARN}/virtualRouter/backend_demos/route/all` },
        conditions: [{ type: 'VirtualRouterActive', status: 'True' }],
        observedGeneration: 1,
      });
    await expect
      .poll(() => kubernetes.get('Mesh', undefined, 'demos'))
      .toMatchObject({
        metadata: { finalizers: ['finalizers.appmesh.k8s.aws/mesh-members'] },
        status: { meshARN: ARN, conditions: [{ type: 'MeshActive', status: 'True' }] },
      });
    await expect.poll(() => condition(kubernetes, 'VirtualNode', 'blue', 'demos')).toBeDefined();
    // Three that failed; a status each, and the finalizer: at most once with the version from before the status of its object.
    const { patches } = kubernetes.requests;
    expect([3 + 3 + 1, 3 + 3 + 1 + 1]).toContain(patches);

    // A route that is gone is gone from the status, and nothing is written for objects that have not changed.
    kubernetes.apply(
      member('VirtualRouter', 'backend', { listeners: [{ portMapping: { port: 8080, protocol: 'http' } }] }),
    );
    await expect
      .poll(() => kubernetes.get('VirtualRouter', 'demos', 'backend')?.status)
      .toMatchObject({ routeARNs: {}, observedGeneration: 2 });
    expect(kubernetes.requests.patches).toBe(patches + 1);
  });

  it('that are broken keep the resources they had, and say what is wrong', async () => {
    const kubernetes = await startKubernetesTestApi({ meshKinds: true });
    kubernetes.apply(DEMOS, MESH, virtualNode('blue'));
    const { blue, messages } = await start(kubernetes);
    await expect.poll(blue).toBeDefined();
    kubernetes.apply(virtualNode('blue', { listeners: [{ portMapping: { port: 0, protocol: 'smtp' } }] }));
    await expect
      .poll(() => condition(kubernetes, 'VirtualNode', 'blue', 'demos'))
      .toMatchObject({ status: 'False', message: expect.stringContaining('spec.listeners[0].portMapping') });
    expect(await messages()).toContainEqual(
      expect.stringContaining('spec.listeners[0].portMapping.protocol'),
    );
    expect(await blue()).toMatchObject({ spec: { listeners: [{ portMapping: { port: 8080 } }] } });
    kubernetes.apply(virtualNode('blue'));
    await expect
      .poll(() => condition(kubernetes, 'VirtualNode', 'blue', 'demos'))
      .toMatchObject({ status: 'True' });
    expect(await messages()).toEqual([]);
  });

  it('that are deleted while others depend on them say what is left, and go when that is gone', async () => {
    const kubernetes = await startKubernetesTestApi({ meshKinds: true });
    kubernetes.apply(DEMOS, MESH, virtualNode('blue'));
    const { client } = await start(kubernetes);
    const meshObject = () => kubernetes.get('Mesh', undefined, 'demos');
    await expect.poll(() => meshObject()?.metadata.finalizers).toHaveLength(1);
    const own = { meshName: 'demos', virtualNodeName: 'own' };
    await client.send(new CreateVirtualNodeCommand({ ...own, spec: nodeSpec('own') }));
    kubernetes.delete(MESH);
    await expect
      .poll(() => condition(kubernetes, 'Mesh', 'demos'))
      .toMatchObject({
        status: 'False',
        reason: 'BeingDeleted',
        message:
          'Mesh demos is deleted as soon as these are: VirtualNode demos/blue, mesh/demos/virtualNode/own (made through the API).',
      });
    kubernetes.delete(virtualNode('blue'));
    await expect
      .poll(() => condition(kubernetes, 'Mesh', 'demos'))
      .toMatchObject({ message: expect.not.stringContaining('blue') });
    await client.send(new DeleteVirtualNodeCommand(own));
    await expect.poll(meshObject).toBeUndefined();
    await expect
      .poll(() => client.send(new DescribeMeshCommand({ meshName: 'demos' })).then(() => 'there', String))
      .toContain('NotFound');
  });

  it('stay while the API is away, and what was missed is caught up with', async () => {
    const kubernetes = await startKubernetesTestApi({ meshKinds: true });
    kubernetes.apply(DEMOS, MESH, virtualNode('blue'), virtualNode('green'));
    const { blue, client } = await start(kubernetes);
    await expect.poll(blue).toBeDefined();
    await kubernetes.goAway();
    kubernetes.apply(virtualNode('red'));
    kubernetes.delete(virtualNode('blue'));
    expect(await blue()).toBeDefined();
    await kubernetes.comeBack();
    await expect.poll(blue).toBeUndefined();
    const red = { meshName: 'demos', virtualNodeName: 'red_demos' };
    expect(await client.send(new DescribeVirtualNodeCommand(red))).toMatchObject({ virtualNode: red });
  });

  it('do not take over what was made through the API', async () => {
    const kubernetes = await startKubernetesTestApi({ meshKinds: true });
    const { client, blue, messages } = await start(kubernetes);
    await client.send(new CreateMeshCommand({ meshName: 'demos' }));
    await client.send(new CreateVirtualNodeCommand({ ...BLUE, spec: nodeSpec('mine') }));
    kubernetes.apply(DEMOS, MESH, virtualNode('blue'), virtualNode('green'));
    await expect
      .poll(() => condition(kubernetes, 'VirtualNode', 'blue', 'demos'))
      .toMatchObject({ status: 'False', message: expect.stringContaining('made through the App Mesh API') });
    expect(await blue()).toMatchObject({ spec: nodeSpec('mine') });
    expect(await messages()).toHaveLength(2);
    await client.send(new DeleteVirtualNodeCommand(BLUE));
    await expect
      .poll(blue)
      .toMatchObject({ spec: { serviceDiscovery: { dns: { hostname: 'blue.default.svc.cluster.local' } } } });
  });
});

it('an API without the App Mesh kinds has no such objects, until it serves them', async () => {
  const kubernetes = await startKubernetesTestApi();
  kubernetes.apply(DEMOS);
  const { blue, adminPort } = await start(kubernetes);
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${adminPort}/ready`)).status).toBe(200);
  kubernetes.serveMeshKinds();
  kubernetes.apply(MESH, virtualNode('blue'));
  await expect.poll(blue).toBeDefined();
});
