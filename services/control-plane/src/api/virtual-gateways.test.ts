import {
  CreateGatewayRouteCommand,
  CreateVirtualGatewayCommand,
  DeleteGatewayRouteCommand,
  DeleteMeshCommand,
  DeleteVirtualGatewayCommand,
  DeleteVirtualServiceCommand,
  DescribeGatewayRouteCommand,
  DescribeVirtualGatewayCommand,
  ListGatewayRoutesCommand,
  ListVirtualGatewaysCommand,
  NotFoundException,
  ResourceInUseException,
  UpdateGatewayRouteCommand,
  UpdateVirtualGatewayCommand,
} from '@aws-sdk/client-app-mesh';
import { expect, test } from 'vitest';
import { createShopMesh, gatewayRouteSpec, gatewaySpec, PRODUCT, sdkClient } from '../testing/shop-mesh.ts';
import { startControlPlane } from '../testing/start-control-plane.ts';

const GATEWAY = { meshName: 'shop', virtualGatewayName: 'shop-vg' };
const ROUTE = { ...GATEWAY, gatewayRouteName: 'product-gr' };
const ARN = 'arn:aws:appmesh:us-west-2:000000000000:mesh/shop/virtualGateway/shop-vg';

test('the ten operations of virtual gateways and gateway routes answer as the SDK expects', async () => {
  const client = sdkClient((await startControlPlane()).apiUrl);
  await createShopMesh(client);

  const created = await client.send(new CreateVirtualGatewayCommand({ ...GATEWAY, spec: gatewaySpec(8088) }));
  expect(created.virtualGateway).toMatchObject({
    ...GATEWAY,
    metadata: { arn: ARN, version: 1 },
    status: { status: 'ACTIVE' },
  });
  const route = await client.send(
    new CreateGatewayRouteCommand({ ...ROUTE, spec: gatewayRouteSpec('/shop/', PRODUCT) }),
  );
  expect(route.gatewayRoute).toMatchObject({
    ...ROUTE,
    metadata: { arn: `${ARN}/gatewayRoute/product-gr`, version: 1 },
    spec: gatewayRouteSpec('/shop/', PRODUCT),
  });

  const updatedGateway = await client.send(
    new UpdateVirtualGatewayCommand({ ...GATEWAY, spec: gatewaySpec(8089) }),
  );
  expect(updatedGateway.virtualGateway?.metadata?.version).toBe(2);
  const updatedRoute = await client.send(
    new UpdateGatewayRouteCommand({ ...ROUTE, spec: gatewayRouteSpec('/', PRODUCT) }),
  );
  expect(updatedRoute.gatewayRoute?.metadata?.version).toBe(2);
  expect((await client.send(new DescribeVirtualGatewayCommand(GATEWAY))).virtualGateway?.spec).toEqual(
    gatewaySpec(8089),
  );
  expect((await client.send(new DescribeGatewayRouteCommand(ROUTE))).gatewayRoute?.spec).toEqual(
    gatewayRouteSpec('/', PRODUCT),
  );
  expect((await client.send(new ListVirtualGatewaysCommand(GATEWAY))).virtualGateways).toMatchObject([
    { ...GATEWAY, arn: ARN, version: 2 },
  ]);
  expect((await client.send(new ListGatewayRoutesCommand(ROUTE))).gatewayRoutes).toMatchObject([
    { ...ROUTE, version: 2 },
  ]);

  for (const command of [
    new DeleteVirtualGatewayCommand(GATEWAY),
    new DeleteVirtualServiceCommand({ meshName: 'shop', virtualServiceName: PRODUCT }),
    new DeleteMeshCommand(GATEWAY),
  ])
    await expect(client.send(command as DeleteMeshCommand)).rejects.toBeInstanceOf(ResourceInUseException);
  expect((await client.send(new DeleteGatewayRouteCommand(ROUTE))).gatewayRoute?.status?.status).toBe(
    'DELETED',
  );
  expect((await client.send(new DeleteVirtualGatewayCommand(GATEWAY))).virtualGateway?.status?.status).toBe(
    'DELETED',
  );
});

test('a gateway route needs its gateway and its virtual service', async () => {
  const client = sdkClient((await startControlPlane()).apiUrl);
  await createShopMesh(client);
  const create = (virtualServiceName: string) =>
    client.send(new CreateGatewayRouteCommand({ ...ROUTE, spec: gatewayRouteSpec('/', virtualServiceName) }));
  await expect(create(PRODUCT)).rejects.toThrow(/VirtualGateway with name shop-vg is not present/);
  await client.send(new CreateVirtualGatewayCommand({ ...GATEWAY, spec: gatewaySpec(8088) }));
  await expect(create('gone')).rejects.toThrow(/VirtualService with name gone is not present/);
  await expect(create('gone')).rejects.toBeInstanceOf(NotFoundException);
});
