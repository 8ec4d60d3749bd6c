import { afterAll, beforeAll, expect } from 'vitest';
import { startHttp2Backend } from '../testing/http2-backend.ts';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { trafficRow } from './traffic-row.ts';

let node: ProxyUnderTest | undefined;
let gateway: ProxyUnderTest | undefined;
let shop: RecordingBackend;

beforeAll(async () => {
  shop = await startRecordingBackend('shop');
  node = await startProxyUnderTest('virtualNode', 'shop-vn');
  gateway = await startProxyUnderTest('virtualGateway', 'gate-vg');
});

afterAll(async () => {
  await node?.stop();
  await gateway?.stop();
  await shop.stop();
});

const POOL = { http: { maxConnections: 2, maxPendingRequests: 1 } };
const timeout = { http: { perRequest: { unit: 's', value: 3 } } };
const portMapping = { port: 8080, protocol: 'http' };

/** Five requests to an application that never answers: two are with it, one waits, two are too many. */
async function expectOverflow(proxy: ProxyUnderTest): Promise<void> {
  shop.forget();
  shop.behave('hang');
  const sent = [proxy.arrive(8080, '/')];
  // A request that waits for its connection counts as waiting, so each gets the time to arrive.
  await expect.poll(() => shop.requests().length).toBe(1);
  sent.push(proxy.arrive(8080, '/'));
  await expect.poll(() => shop.requests().length).toBe(2);
  for (let more = 0; more < 3; more += 1) sent.push(proxy.arrive(8080, '/'));
  const answers = await Promise.all(sent);
  const overflowed = answers.filter(({ headers }) => headers['x-envoy-overloaded'] === 'true');
  expect(overflowed.map(({ status }) => status)).toEqual([503, 503]);
  expect(answers.filter(({ status }) => status === 504)).toHaveLength(3);
  // Those that were too many never came through; the one that waited may have, when one before it gave up.
  expect(shop.requests().length).toBeLessThan(4);
}

trafficRow(
  'pool-http',
  'more requests than a listener’s pool holds are refused before the application sees them',
  async () => {
    const proxy = present(node);
    const listeners = [{ portMapping, connectionPool: POOL, timeout }];
    const spec = { listeners, serviceDiscovery: { dns: { hostname: 'shop' } } };
    await proxy.apply({ virtualNodes: { 'shop-vn': spec }, application: shop.port });
    await expectOverflow(proxy);
    shop.behave(200);
    await expect.poll(async () => (await proxy.arrive(8080, '/')).status).toBe(200);
  },
);

trafficRow(
  'pool-http2',
  'more requests at a time than a listener’s HTTP/2 pool allows are refused',
  async () => {
    const proxy = present(node);
    const application = await startHttp2Backend('hang');
    const listener = {
      portMapping: { port: 8080, protocol: 'http2' },
      connectionPool: { http2: { maxRequests: 2 } },
      timeout: { http2: timeout.http },
    };
    const spec = { listeners: [listener], serviceDiscovery: { dns: { hostname: 'shop' } } };
    await proxy.apply({ virtualNodes: { 'shop-vn': spec }, application: application.port });
    const hanging = [proxy.arrive(8080, '/'), proxy.arrive(8080, '/')];
    await expect.poll(() => application.requests()).toBe(2);
    const tooMany = await proxy.arrive(8080, '/');
    expect([tooMany.status, tooMany.headers['x-envoy-overloaded']]).toEqual([503, 'true']);
    expect((await Promise.all(hanging)).map(({ status }) => status)).toEqual([504, 504]);
    expect(application.requests()).toBe(2);
    await application.stop();
  },
);

trafficRow('pool-none', 'without a pool nothing is refused', async () => {
  const proxy = present(node);
  const spec = { listeners: [{ portMapping, timeout }], serviceDiscovery: { dns: { hostname: 'shop' } } };
  await proxy.apply({ virtualNodes: { 'shop-vn': spec }, application: shop.port });
  shop.behave(200);
  const answers = await Promise.all(Array.from({ length: 20 }, () => proxy.arrive(8080, '/')));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
});

trafficRow('pool-gateway', 'a gateway refuses more than its pool holds', async () => {
  const proxy = present(gateway);
  const target = { virtualService: { virtualServiceName: 'shop' } };
  const perRequest = { unit: 's', value: 3 };
  const retryPolicy = { maxRetries: 0, perRetryTimeout: perRequest, httpRetryEvents: ['server-error'] };
  const weightedTargets = [{ virtualNode: 'shop-vn', weight: 1 }];
  const route = { match: { prefix: '/' }, action: { weightedTargets }, timeout: { perRequest }, retryPolicy };
  await proxy.apply({
    virtualNodes: {
      'shop-vn': { listeners: [{ portMapping }], serviceDiscovery: { dns: { hostname: 'shop' } } },
    },
    virtualRouters: { 'shop-vr': { listeners: [{ portMapping: { port: 80, protocol: 'http' } }] } },
    routes: { 'shop-vr/all': { httpRoute: route } },
    virtualServices: { shop: { provider: { virtualRouter: { virtualRouterName: 'shop-vr' } } } },
    virtualGateways: { 'gate-vg': { listeners: [{ portMapping, connectionPool: POOL }] } },
    gatewayRoutes: { 'gate-vg/all': { httpRoute: { match: { prefix: '/' }, action: { target } } } },
    instances: { shop: [shop.port] },
  });
  await expectOverflow(proxy);
});
