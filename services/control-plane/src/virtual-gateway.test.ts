import {
  CreateGatewayRouteCommand,
  CreateVirtualGatewayCommand,
  UpdateGatewayRouteCommand,
} from '@aws-sdk/client-app-mesh';
import { expect, test } from 'vitest';
import { getThrough, startBackend } from './testing/http-traffic.ts';
import { service, slice, startKubernetesTestApi } from './testing/kubernetes-test-api.ts';
import { findEnvoy, startSidecar } from './testing/real-envoy.ts';
import { createShopMesh, gatewayRouteSpec, gatewaySpec, PRODUCT, sdkClient } from './testing/shop-mesh.ts';
import { startControlPlane } from './testing/start-control-plane.ts';

const GATEWAY = { meshName: 'shop', virtualGatewayName: 'shop-vg' };

test('a real Envoy becomes a virtual gateway and follows its gateway routes', async (context) => {
  const envoy = await findEnvoy();
  if (envoy === undefined) return context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  const kubernetes = await startKubernetesTestApi();
  kubernetes.apply(service('product', 8080), slice('product', 'a', await startBackend('product')));
  const controlPlane = await startControlPlane({ KUBECONFIG: kubernetes.kubeConfigFile });
  const client = sdkClient(controlPlane.apiUrl);
  await createShopMesh(client);

  const gateway = await startSidecar(envoy, 'mesh/shop/virtualGateway/shop-vg', controlPlane.xdsPort);
  await expect
    .poll(() => controlPlane.admin('/proxies'))
    .toMatchObject({
      proxies: [{ state: 'waiting', reason: 'virtual gateway shop-vg does not exist in mesh shop' }],
    });

  await client.send(new CreateVirtualGatewayCommand({ ...GATEWAY, spec: gatewaySpec(8080) }));
  const route = { ...GATEWAY, gatewayRouteName: 'product-gr' };
  await client.send(new CreateGatewayRouteCommand({ ...route, spec: gatewayRouteSpec('/shop/', PRODUCT) }));
  await expect.poll(() => gateway.state()).toBe('LIVE');
  const get = (path: string) => getThrough(gateway.ingressPort, path);
  await expect.poll(() => get('/shop/')).toBe('200 product');
  expect(await get('/other')).toMatch(/^404 /);

  await client.send(new UpdateGatewayRouteCommand({ ...route, spec: gatewayRouteSpec('/other/', PRODUCT) }));
  await expect.poll(() => get('/other/')).toBe('200 product');
  expect(await get('/shop/')).toMatch(/^404 /);
  expect(await controlPlane.admin('/problems')).toEqual({ problems: [] });
});
