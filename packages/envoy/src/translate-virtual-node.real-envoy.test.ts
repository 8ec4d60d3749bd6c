import { Agent } from 'node:http';
import type { MeshModel, RouteModel, TargetModel, VirtualNodeModel } from '@mesh-workshop/appmesh';
import type { ResourceSet } from '@mesh-workshop/xds';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EndpointQuery } from './clusters/endpoint-lookup.ts';
import { type ControlledEnvoy, startControlledEnvoy } from './testing/controlled-envoy.ts';
import { findEnvoy, NO_ENVOY } from './testing/envoy-binary.ts';
import { get, type HttpBackend, startBackend } from './testing/http-backend.ts';
import { translateVirtualNode } from './translate-virtual-node.ts';

const EGRESS = 'lds_egress_forward-proxy';
const EVERYTHING = { path: { kind: 'prefix', value: '/' }, headers: [], queryParameters: [] } as const;
const INGRESS = 'lds_ingress_forward-proxy_8080';

/** One Envoy for all tests; every test publishes what it needs. */
let controlled: ControlledEnvoy | undefined;
const backends = new Map<string, HttpBackend>();

beforeAll(async () => {
  for (const name of ['blue', 'green', 'app']) backends.set(name, await startBackend(name));
  backends.set('broken', await startBackend('broken', 503));
  const binary = findEnvoy();
  if (binary === undefined) return;
  const metadata = { 'mesh-workshop': { pod: 'front-1' } };
  controlled = await startControlledEnvoy(binary, { id: 'mesh/demomesh/virtualNode/front-vn', metadata });
});

afterAll(async () => {
  await controlled?.stop();
  for (const backend of backends.values()) await backend.stop();
});

beforeEach((context) => {
  if (controlled === undefined) context.skip(NO_ENVOY);
});

function running(): ControlledEnvoy {
  if (controlled === undefined) throw new Error(NO_ENVOY);
  return controlled;
}

function portOf(name: string): number {
  return backends.get(name)?.port ?? 0;
}

/** A mesh of which only the proxy of front-vn matters: what it may call, by `name:port`, with targets and weights. */
function frontWith(backendRoutes: Readonly<Record<string, Readonly<Record<string, number>>>>): MeshModel {
  const listener = { port: 8080, protocol: 'http', timeout: {} } as const;
  const target = (virtualNode: string, weight: number): TargetModel => {
    const serviceDiscovery = { kind: 'dns', hostname: virtualNode, responseType: 'LOADBALANCER' } as const;
    return { virtualNode, listener, serviceDiscovery, weight };
  };
  const services = Object.entries(backendRoutes).map(([host, targets]) => {
    const [name = '', port] = host.split(':');
    if (port === undefined) return { name, provider: 'none', listeners: [] } as const;
    const weighted = Object.entries(targets).map(([node, weight]) => target(node, weight));
    const route: RouteModel = { name: 'all', match: EVERYTHING, targets: weighted, timeout: {} };
    const listeners = [{ port: Number(port), protocol: 'http', routes: [route] }] as const;
    return { name, provider: 'router', listeners } as const;
  });
  const node: VirtualNodeModel = { name: 'front-vn', listeners: [listener], backends: services };
  return {
    meshName: 'demomesh',
    egressFilter: 'DROP_ALL',
    virtualNodes: new Map([[node.name, node]]),
    virtualGateways: new Map(),
  };
}

/** Listens on ports of the kernel's choice; each target is the backend of its name. */
function translated(mesh: MeshModel): ResourceSet {
  const ingress = { 8080: { port: 0, appPort: portOf('app') } };
  const bind = { address: '127.0.0.1', egressPort: 0, ingress };
  const lookup = ({ hostname = '' }: EndpointQuery) =>
    hostname === 'nowhere' ? [] : [{ address: '127.0.0.1', port: portOf(hostname) }];
  const { value, problems } = translateVirtualNode(mesh, 'front-vn', lookup, {
    interception: 'forward-proxy',
    namespace: 'default',
    bind,
  });
  expect(problems).toEqual([]);
  return value;
}

describe('an Envoy with our bootstrap', () => {
  test('is not LIVE before it is told anything, and LIVE after', async () => {
    await expect
      .poll(() =>
        running()
          .xds.proxies()
          .map(({ node }) => node.id),
      )
      .toEqual(['mesh/demomesh/virtualNode/front-vn']);
    expect(running().xds.proxies()[0]?.node.metadata).toMatchObject({ 'mesh-workshop': { pod: 'front-1' } });
    expect(await running().envoy.admin('/ready')).toMatchObject({ status: 503 });
    await running().publish(translated(frontWith({})));
    await expect.poll(() => running().envoy.admin('/ready')).toEqual({ status: 200, body: 'LIVE\n' });
  });

  test('sends what comes in to the application, whatever host it names', async () => {
    await running().publish(translated(frontWith({})));
    const port = await running().envoy.port(INGRESS);
    expect(await get(port, '/')).toMatchObject({ status: 200, body: 'app' });
    expect(await get(port, 'http://anything.example/')).toMatchObject({ status: 200, body: 'app' });
  });

  test('tells the ports of one name apart, and answers what is not declared with 404', async () => {
    await running().publish(
      translated(frontWith({ 'shop:80': { blue: 1 }, 'shop:8080': { green: 1 }, empty: {} })),
    );
    const port = await running().envoy.port(EGRESS);
    expect((await get(port, 'http://shop/')).body).toBe('blue');
    expect((await get(port, 'http://shop:80/')).body).toBe('blue');
    expect((await get(port, 'http://shop:8080/')).body).toBe('green');
    expect((await get(port, 'http://SHOP:8080/path?query')).body).toBe('green');
    for (const url of ['http://shop:81/', 'http://empty/', 'http://empty:8080/', 'http://elsewhere/']) {
      expect(await get(port, url)).toMatchObject({ status: 404 });
    }
  });

  test('shifts traffic without touching a listener', async () => {
    await running().publish(translated(frontWith({ 'shop:80': { blue: 100, green: 0 } })));
    const port = await running().envoy.port(EGRESS);
    const modified = await stat('listener_manager.listener_modified');
    expect((await get(port, 'http://shop/')).body).toBe('blue');
    await running().publish(translated(frontWith({ 'shop:80': { blue: 0, green: 100 } })));
    expect((await get(port, 'http://shop/')).body).toBe('green');
    expect(await stat('listener_manager.listener_modified')).toBe(modified);
    expect(await running().envoy.port(EGRESS)).toBe(port);
  });

  test('tries a failed request twice again, as App Mesh did, and answers 503 where nothing is ready', async () => {
    await running().publish(
      translated(frontWith({ 'broken:80': { broken: 1 }, 'nowhere:80': { nowhere: 1 } })),
    );
    const port = await running().envoy.port(EGRESS);
    const before = backends.get('broken')?.requests() ?? 0;
    expect(await get(port, 'http://broken/')).toMatchObject({ status: 503, body: 'broken' });
    expect(backends.get('broken')?.requests()).toBe(before + 3);
    expect(await get(port, 'http://nowhere/')).toMatchObject({ status: 503 });
  });

  test('closes its callers’ connections as soon as its health check is failed', async () => {
    await running().publish(translated(frontWith({})));
    const port = await running().envoy.port(INGRESS);
    const agent = new Agent({ keepAlive: true });
    expect((await get(port, '/', agent)).headers.connection).not.toBe('close');
    await running().envoy.admin('/healthcheck/fail', 'POST');
    expect((await get(port, '/', agent)).headers.connection).toBe('close');
    await running().envoy.admin('/healthcheck/ok', 'POST');
    agent.destroy();
  });

  test('prints no warning', async () => {
    expect(running().envoy.output()).toBe('');
  });
});

async function stat(name: string): Promise<string> {
  const { body } = await running().envoy.admin(`/stats?filter=^${name}$`);
  return body.trim();
}
