import {
  AppMeshClient,
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  CreateVirtualServiceCommand,
  type GatewayRouteSpec,
  type RouteSpec,
  type VirtualGatewaySpec,
  type VirtualNodeSpec,
} from '@aws-sdk/client-app-mesh';
import { onTestFinished } from 'vitest';

/** The AWS SDK's own client, for the control plane under test. */
export function sdkClient(apiUrl: string): AppMeshClient {
  const client = new AppMeshClient({
    endpoint: apiUrl,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** A node that listens on 8080, found under `<name>.default.svc.cluster.local`. */
export function nodeSpec(name: string, backends: readonly string[] = []): VirtualNodeSpec {
  return {
    listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    serviceDiscovery: { dns: { hostname: `${name}.default.svc.cluster.local` } },
    backends: backends.map((virtualServiceName) => ({ virtualService: { virtualServiceName } })),
  };
}

/** Everything under `/`, by weight. */
export function routeSpec(weights: Readonly<Record<string, number>>): RouteSpec {
  const weightedTargets = Object.entries(weights).map(([virtualNode, weight]) => ({ virtualNode, weight }));
  return { httpRoute: { match: { prefix: '/' }, action: { weightedTargets } } };
}

/** A gateway with one listener. */
export function gatewaySpec(port: number): VirtualGatewaySpec {
  return { listeners: [{ portMapping: { port, protocol: 'http' } }] };
}

/** What is under a prefix, to a virtual service. */
export function gatewayRouteSpec(prefix: string, virtualServiceName: string): GatewayRouteSpec {
  return {
    httpRoute: { match: { prefix }, action: { target: { virtualService: { virtualServiceName } } } },
  };
}

export const PRODUCT = 'product.default.svc.cluster.local';

/** A mesh `shop` in which order-vn calls the virtual service product, whose route leads to product-vn. */
export async function createShopMesh(client: AppMeshClient): Promise<void> {
  const meshName = 'shop';
  await client.send(new CreateMeshCommand({ meshName }));
  await client.send(
    new CreateVirtualNodeCommand({
      meshName,
      virtualNodeName: 'product-vn',
      spec: nodeSpec('product'),
    }),
  );
  await client.send(
    new CreateVirtualRouterCommand({
      meshName,
      virtualRouterName: 'product-vr',
      spec: { listeners: [{ portMapping: { port: 8080, protocol: 'http' } }] },
    }),
  );
  await client.send(
    new CreateRouteCommand({
      meshName,
      virtualRouterName: 'product-vr',
      routeName: 'product-r',
      spec: routeSpec({ 'product-vn': 1 }),
    }),
  );
  await client.send(
    new CreateVirtualServiceCommand({
      meshName,
      virtualServiceName: PRODUCT,
      spec: { provider: { virtualRouter: { virtualRouterName: 'product-vr' } } },
    }),
  );
  await client.send(
    new CreateVirtualNodeCommand({
      meshName,
      virtualNodeName: 'order-vn',
      spec: nodeSpec('order', [PRODUCT]),
    }),
  );
}
