import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { to } from './shop-mesh.ts';
import { trafficRow } from './traffic-row.ts';

let started: ProxyUnderTest | undefined;
let shop: RecordingBackend;
let daemon: Socket;
let segments: string[] = [];

beforeAll(async () => {
  daemon = createSocket('udp4').on('message', (message) => segments.push(message.toString()));
  await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
  shop = await startRecordingBackend('shop');
  started = await startProxyUnderTest('virtualGateway', 'gate-vg');
});

afterAll(async () => {
  await started?.stop();
  await shop.stop();
  await new Promise<void>((resolve) => daemon.close(() => resolve()));
});

const UUID = '7c6a3c2e-8a5b-4c1d-9e0f-1a2b3c4d5e6f';
/** As those of nginx: no UUID. */
const OTHER_ID = 'f5ae2621ffff2e7d5000bb8f04ef278a';

/** A gateway whose only route leads to the shop, and what is special about its proxy. */
function mesh(
  proxy: Pick<MeshUnderTest, 'tracing' | 'trustedHops'> = {},
  match: Readonly<Record<string, unknown>> = { prefix: '/' },
): MeshUnderTest {
  const portMapping = { port: 8088, protocol: 'http' };
  return {
    virtualNodes: {
      'shop-vn': {
        listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
        serviceDiscovery: { dns: { hostname: 'shop' } },
      },
    },
    virtualRouters: { 'shop-vr': { listeners: [{ portMapping: { port: 80, protocol: 'http' } }] } },
    routes: { 'shop-vr/all': to('shop-vn', match) },
    virtualServices: { 'shop.local': { provider: { virtualRouter: { virtualRouterName: 'shop-vr' } } } },
    virtualGateways: { 'gate-vg': { listeners: [{ portMapping }] } },
    gatewayRoutes: {
      'gate-vg/all': {
        httpRoute: {
          match: { prefix: '/' },
          action: { target: { virtualService: { virtualServiceName: 'shop.local' } } },
        },
      },
    },
    instances: { shop: [shop.port] },
    ...proxy,
  };
}

/** What the application sees of a request that reaches the gateway with these headers; Envoy names this machine by one of its own addresses. */
async function seen(headers: Readonly<Record<string, string>>) {
  shop.forget();
  const { status } = await present(started).arrive(8088, { url: '/', headers });
  expect(status).toBe(200);
  const received = shop.requests().at(-1)?.headers ?? {};
  const forwarded = String(received['x-forwarded-for'] ?? '').split(',');
  return {
    proto: received['x-forwarded-proto'],
    id: String(received['x-request-id']),
    forwarded: forwarded.map((address, index) =>
      index === forwarded.length - 1 && isIP(address) === 4 ? 'caller' : address,
    ),
    client: received['x-envoy-external-address'],
    received,
  };
}

trafficRow(
  'gateway-edge-scheme',
  'behind a load balancer that terminates TLS the application sees https; without one, http',
  async () => {
    await present(started).apply(mesh());
    expect(await seen({ 'x-forwarded-proto': 'https' })).toMatchObject({ proto: 'https' });
    expect(await seen({ 'x-forwarded-proto': 'http' })).toMatchObject({ proto: 'http' });
    expect(await seen({})).toMatchObject({ proto: 'http' });
    // A route behind the gateway that asks for the scheme is asked about the caller's.
    await present(started).apply(mesh({}, { prefix: '/', scheme: 'https' }));
    expect(await seen({ 'x-forwarded-proto': 'https' })).toMatchObject({ proto: 'https' });
    expect((await present(started).arrive(8088, '/')).status).toBe(404);
  },
);

trafficRow(
  'gateway-edge-request-id',
  'the request id of the caller stays, whatever form it has, traced or not; one without gets one',
  async () => {
    const port = daemon.address().port;
    const traced = { xray: { daemon: { address: '127.0.0.1', port }, samplingRate: 1 } };
    for (const proxy of [{}, { tracing: traced }]) {
      segments = [];
      await present(started).apply(mesh(proxy));
      for (const id of [UUID, OTHER_ID, 'order 17'])
        expect(await seen({ 'x-request-id': id, 'x-forwarded-for': '203.0.113.7' })).toMatchObject({ id });
      expect((await seen({ 'x-forwarded-for': '203.0.113.7' })).id).toMatch(/^[0-9a-f-]{36}$/);
      await expect.poll(() => segments.length).toBe('tracing' in proxy ? 4 : 0);
    }
  },
);

trafficRow(
  'gateway-edge-hops',
  'one proxy before the gateway is believed, or as many as its pod says; X-Forwarded-For names them all',
  async () => {
    const before = { 'x-forwarded-proto': 'https', 'x-request-id': UUID };
    const chain = { ...before, 'x-forwarded-for': '198.51.100.1,203.0.113.7' };
    const forwarded = ['198.51.100.1', '203.0.113.7', 'caller'];

    await present(started).apply(mesh());
    expect(await seen(chain)).toMatchObject({ proto: 'https', id: UUID, client: '203.0.113.7', forwarded });

    await present(started).apply(mesh({ trustedHops: 2 }));
    expect(await seen(chain)).toMatchObject({ proto: 'https', id: UUID, client: '198.51.100.1', forwarded });

    await present(started).apply(mesh({ trustedHops: 0 }));
    const untrusted = await seen(chain);
    expect(untrusted).toMatchObject({ proto: 'http', forwarded });
    expect(untrusted.client).not.toBe('203.0.113.7');
    expect(untrusted.id).not.toBe(UUID);
  },
);

trafficRow(
  'gateway-edge-steering',
  'headers that steer Envoy are taken from nobody outside, and others pass',
  async () => {
    await present(started).apply(mesh());
    const { received } = await seen({
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-host': 'shop.example.com',
      'x-envoy-upstream-rq-timeout-ms': '1',
      'x-envoy-retry-on': '5xx',
    });
    expect(received).toMatchObject({ 'x-forwarded-port': '443', 'x-forwarded-host': 'shop.example.com' });
    expect(received).not.toHaveProperty('x-envoy-retry-on');
    expect(received).not.toHaveProperty('x-envoy-upstream-rq-timeout-ms');
  },
);
