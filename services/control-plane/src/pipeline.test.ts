import {
  CreateVirtualNodeCommand,
  DeleteVirtualNodeCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-app-mesh';
import { expect, type TestContext, test } from 'vitest';
import type { ChangeEntry } from './publish/change-log.ts';
import type { ProxyView } from './publish/proxy-view.ts';
import { callApi } from './testing/call-api.ts';
import { getThroughProxy, startBackend } from './testing/http-traffic.ts';
import { service, slice, startKubernetesTestApi } from './testing/kubernetes-test-api.ts';
import { findEnvoy, freePort, type Sidecar, startSidecar } from './testing/real-envoy.ts';
import { createShopMesh, nodeSpec, PRODUCT, routeSpec, sdkClient } from './testing/shop-mesh.ts';
import {
  startControlPlane,
  type TestControlPlane,
  temporaryDirectory,
} from './testing/start-control-plane.ts';

const ORDER = 'mesh/shop/virtualNode/order-vn';
const ROUTE = { meshName: 'shop', virtualRouterName: 'product-vr', routeName: 'product-r' };

async function requireEnvoy(context: TestContext): Promise<string> {
  const binary = await findEnvoy();
  if (binary === undefined) context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  return binary ?? '';
}

async function onlyProxy({ admin }: TestControlPlane): Promise<ProxyView | undefined> {
  const { proxies } = await admin<{ proxies: ProxyView[] }>('/proxies');
  expect(proxies.length).toBeLessThan(2);
  return proxies[0];
}

async function lastChange({ admin }: TestControlPlane): Promise<ChangeEntry | undefined> {
  return (await admin<{ changes: ChangeEntry[] }>('/changes')).changes.at(-1);
}

function versionsOf(proxy: ProxyView | undefined): Record<string, string | undefined> {
  const types = Object.entries(proxy?.types ?? {});
  return Object.fromEntries(types.map(([type, { ackedVersion }]) => [type, ackedVersion]));
}

const product = ({ egressPort }: Sidecar) => getThroughProxy(egressPort, `http://${PRODUCT}:8080/`);

test('a proxy waits for its node, is configured when it appears, and follows every change', async (context) => {
  const envoy = await requireEnvoy(context);
  const kubernetes = await startKubernetesTestApi();
  const [v1, v1Moved, v15] = await Promise.all(['v1', 'v1 moved', 'v15'].map(startBackend));
  kubernetes.apply(service('product', 8080), slice('product', 'a', v1 ?? 0));
  kubernetes.apply(service('product-v15', 8080), slice('product-v15', 'a', v15 ?? 0));
  const controlPlane = await startControlPlane({ KUBECONFIG: kubernetes.kubeConfigFile });
  const sidecar = await startSidecar(envoy, ORDER, controlPlane.xdsPort);

  // Waiting: accepted, listed with what is missing, and not LIVE.
  await expect
    .poll(() => onlyProxy(controlPlane))
    .toMatchObject({
      nodeId: ORDER,
      pod: 'order-1',
      namespace: 'default',
      resource: ORDER,
      state: 'waiting',
      reason: 'mesh shop of account 000000000000 does not exist',
    });
  await expect.poll(() => sidecar.state()).toMatch(/INITIALIZING/);

  // Configured the moment its node appears.
  const client = sdkClient(controlPlane.apiUrl);
  await createShopMesh(client);
  await expect.poll(() => onlyProxy(controlPlane)).toMatchObject({ state: 'synced' });
  expect(await lastChange(controlPlane)).toMatchObject({
    resource: ORDER,
    operation: 'CreateVirtualNode',
    proxies: 1,
    acked: 1,
  });
  await expect.poll(() => sidecar.state()).toBe('LIVE');
  expect(await product(sidecar)).toBe('200 v1');
  expect(await controlPlane.admin('/problems')).toEqual({ problems: [] });

  // A new node that nothing leads to concerns nobody.
  const v15Node = { meshName: 'shop', virtualNodeName: 'product-v15-vn', spec: nodeSpec('product-v15') };
  await client.send(new CreateVirtualNodeCommand(v15Node));
  await client.send(
    new UpdateRouteCommand({ ...ROUTE, spec: routeSpec({ 'product-vn': 75, 'product-v15-vn': 25 }) }),
  );
  const canary = () => onlyProxy(controlPlane);
  await expect.poll(() => lastChange(controlPlane)).toMatchObject({ proxies: 1, acked: 1 });
  const answers = await Promise.all(Array.from({ length: 200 }, () => product(sidecar)));
  expect(new Set(answers)).toEqual(new Set(['200 v1', '200 v15']));

  // New weights are a change of routes and of nothing else, and every step of it has its time.
  const before = versionsOf(await canary());
  await client.send(
    new UpdateRouteCommand({ ...ROUTE, spec: routeSpec({ 'product-vn': 60, 'product-v15-vn': 40 }) }),
  );
  await expect.poll(() => lastChange(controlPlane)).toMatchObject({ proxies: 1, acked: 1 });
  const after = versionsOf(await canary());
  expect({ ...after, routes: before.routes }).toEqual(before);
  expect(after.routes).not.toBe(before.routes);
  const {
    answeredAt = 0,
    firstPublishedAt = 0,
    lastAckAt = 0,
    version,
  } = (await lastChange(controlPlane)) ?? {};
  expect(version).toBe(3);
  expect(answeredAt).toBeGreaterThan(0);
  expect(firstPublishedAt).toBeGreaterThan(answeredAt);
  expect(lastAckAt).toBeGreaterThan(firstPublishedAt);

  // Endpoints follow the cluster; who may still use an address can be asked.
  await client.send(new UpdateRouteCommand({ ...ROUTE, spec: routeSpec({ 'product-vn': 1 }) }));
  const users = (port = 0) =>
    controlPlane.admin<{ proxies: object[] }>(`/endpoint-users?address=127.0.0.1&port=${port}`);
  expect(await users(v1)).toMatchObject({ proxies: [{ proxyId: 'proxy-1', pod: 'order-1' }] });
  kubernetes.apply(slice('product', 'b', v1Moved ?? 0));
  kubernetes.delete(slice('product', 'a', v1 ?? 0));
  await expect.poll(() => users(v1)).toMatchObject({ proxies: [], letGo: [{ pod: 'order-1' }], unknown: [] });
  expect(await users(v1Moved)).toMatchObject({ proxies: [{ proxyId: 'proxy-1', pod: 'order-1' }] });
  expect(await product(sidecar)).toBe('200 v1 moved');

  // Bad input is refused and changes nothing.
  const synced = versionsOf(await canary());
  const missing = { spec: routeSpec({ gone: 1 }) };
  const path = '/meshes/shop/virtualRouter/product-vr/routes/product-r';
  expect(await callApi(controlPlane.apiUrl, 'PUT', path, missing)).toMatchObject({ status: 404 });
  expect(await callApi(controlPlane.apiUrl, 'PUT', path, '{"spec"')).toMatchObject({ status: 400 });
  expect(versionsOf(await canary())).toEqual(synced);

  // Without its node a proxy keeps what it has, and says so.
  await client.send(new DeleteVirtualNodeCommand({ meshName: 'shop', virtualNodeName: 'order-vn' }));
  await expect.poll(canary).toMatchObject({
    state: 'stale',
    reason: 'virtual node order-vn does not exist in mesh shop',
  });
  expect(await product(sidecar)).toBe('200 v1 moved');
  // Its routes are the last good ones; the addresses behind them are those of today.
  kubernetes.apply(slice('product', 'c', v1 ?? 0));
  kubernetes.delete(slice('product', 'b', v1Moved ?? 0));
  await expect.poll(() => users(v1Moved)).toMatchObject({ proxies: [] });
  expect(await product(sidecar)).toBe('200 v1');
  expect(await canary()).toMatchObject({ state: 'stale' });
});

test('a restart of the control plane takes nothing from a running proxy', async (context) => {
  const envoy = await requireEnvoy(context);
  const kubernetes = await startKubernetesTestApi();
  const v1 = await startBackend('v1');
  kubernetes.apply(service('product', 8080), slice('product', 'a', v1));
  const environment = {
    KUBECONFIG: kubernetes.kubeConfigFile,
    STATE_DIR: await temporaryDirectory(),
    XDS_ADDRESS: `127.0.0.1:${await freePort()}`,
  };
  const first = await startControlPlane(environment);
  await createShopMesh(sdkClient(first.apiUrl));
  const sidecar = await startSidecar(envoy, ORDER, first.xdsPort);
  await expect.poll(() => sidecar.state()).toBe('LIVE');
  await expect.poll(() => product(sidecar)).toBe('200 v1');
  const { types } = (await onlyProxy(first)) ?? {};
  await first.stop();
  expect(await product(sidecar)).toBe('200 v1');

  // With the Kubernetes API away it does not know any endpoints: it must not tell the proxy that there are none.
  await kubernetes.goAway();
  const second = await startControlPlane(environment);
  await expect
    .poll(() => onlyProxy(second))
    .toMatchObject({
      state: 'waiting',
      reason: 'the Kubernetes API has not answered yet, so no endpoints are known',
    });
  expect(await second.admin('/ready')).toMatchObject({ status: 'not ready' });
  expect(await product(sidecar)).toBe('200 v1');
  // Nor must it tell those who ask that the proxy has let go of what it uses.
  const users = () => second.admin<object>(`/endpoint-users?address=127.0.0.1&port=${v1}`);
  expect(await users()).toMatchObject({ proxies: [], letGo: [], unknown: [{ pod: 'order-1' }] });

  await kubernetes.comeBack();
  await expect.poll(() => onlyProxy(second)).toMatchObject({ state: 'synced' });
  const again = (await onlyProxy(second))?.types;
  expect(again?.routes.ackedVersion).toBe(types?.routes.ackedVersion);
  expect(await product(sidecar)).toBe('200 v1');
  expect(await users()).toMatchObject({ proxies: [{ pod: 'order-1' }], letGo: [], unknown: [] });
});
