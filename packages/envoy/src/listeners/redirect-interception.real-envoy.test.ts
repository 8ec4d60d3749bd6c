import { connect } from 'node:net';
import { type MeshModel, resolveMeshModels } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceSet } from '@mesh-workshop/xds';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { loadGoldenCases } from '../golden/golden-case.ts';
import { staticBootstrap } from '../golden/static-bootstrap.ts';
import { findEnvoy, NO_ENVOY } from '../testing/envoy-binary.ts';
import { type HttpBackend, startBackend } from '../testing/http-backend.ts';
import { type RunningEnvoy, startEnvoy } from '../testing/running-envoy.ts';
import { translateVirtualNode } from '../translate-virtual-node.ts';
import { extension } from '../typed-config.ts';

/*
 * What the kernel's redirection does to a connection (it gets the address back that it was meant for) the PROXY protocol can do
 * as well, without root: its first line says the address. So these tests put that listener filter in the place of original_dst.
 */
const EGRESS = 'lds_egress_0.0.0.0_15001';
let shop: HttpBackend;
let elsewhere: HttpBackend;

beforeAll(async () => {
  shop = await startBackend('shop');
  elsewhere = await startBackend('elsewhere');
});

afterAll(async () => {
  await shop.stop();
  await elsewhere.stop();
});

beforeEach((context) => {
  if (findEnvoy() === undefined) context.skip(NO_ENVOY);
});

test('sends a backend’s port to the backend, and closes every other port, when the mesh drops the rest', async () => {
  const envoy = await start('DROP_ALL');
  const port = await envoy.port(EGRESS);
  const host = 'shop.default.svc.cluster.local';
  expect(await request(port, '10.9.9.9', 8080, host)).toMatch(/^HTTP\/1.1 200 OK.*\nshop\r/s);
  expect(await request(port, '10.9.9.9', 8080, `${host}:8080`)).toMatch(/^HTTP\/1.1 200 OK.*\nshop\r/s);
  expect(await request(port, '10.9.9.9', 8080, 'shop')).toMatch(/^HTTP\/1.1 404/);
  expect(await request(port, '127.0.0.1', elsewhere.port, 'anything')).toBe('');
});

test('lets every other port through to where it was meant to go, when the mesh allows it', async () => {
  const envoy = await start('ALLOW_ALL');
  const port = await envoy.port(EGRESS);
  const answer = await request(port, '127.0.0.1', elsewhere.port, 'anything');
  expect(answer).toMatch(/^HTTP\/1.1 200 OK.*\nelsewhere\r/s);
  // As App Mesh: on a port that a backend has, only backends are known.
  expect(await request(port, '127.0.0.1', 8080, 'anything')).toMatch(/^HTTP\/1.1 404/);
});

async function start(egressFilter: MeshModel['egressFilter']): Promise<RunningEnvoy> {
  const golden = loadGoldenCases().find(({ name }) => name === 'allow-all');
  const mesh = resolveMeshModels(golden?.resources ?? []).value.get('demomesh');
  if (mesh === undefined) throw new Error('the golden case allow-all has no mesh');
  const endpoints = [{ address: '127.0.0.1', port: shop.port }];
  const context = { interception: 'redirect', namespace: 'default' } as const;
  const { value } = translateVirtualNode({ ...mesh, egressFilter }, 'front-vn', () => endpoints, context);
  const admin = { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } };
  const envoy = await startEnvoy(findEnvoy() ?? '', {
    ...staticBootstrap(behindProxyProtocol(value)),
    admin,
  });
  onTestFinished(() => envoy.stop());
  await expect.poll(() => envoy.port(EGRESS).catch(() => 0)).toBeGreaterThan(0);
  return envoy;
}

/** The same listeners on ports of the kernel's choice, which take a connection's address from its first line. */
function behindProxyProtocol(resources: ResourceSet): ResourceSet {
  const filter = extension(
    'envoy.filters.listener.proxy_protocol',
    'envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol',
  );
  const listeners = Object.entries(resources.listeners).map(([name, listener]): [string, JsonObject] => [
    name,
    {
      ...listener,
      address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
      listener_filters: [filter],
    },
  ]);
  return { ...resources, listeners: Object.fromEntries(listeners) };
}

/** Everything that came back on a connection meant for `address`:`destination`; empty if it was closed. */
function request(port: number, address: string, destination: number, host: string): Promise<string> {
  return new Promise((resolve) => {
    const chunks: string[] = [];
    const socket = connect({ host: '127.0.0.1', port });
    socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    socket.once('error', () => socket.destroy()).once('close', () => resolve(chunks.join('')));
    socket.write(`PROXY TCP4 127.0.0.1 ${address} 40000 ${destination}\r\n`);
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}
