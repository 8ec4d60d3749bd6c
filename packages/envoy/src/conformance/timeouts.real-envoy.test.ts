import { afterAll, beforeAll, expect } from 'vitest';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { shopMesh, to } from './shop-mesh.ts';
import { trafficRow } from './traffic-row.ts';

let started: ProxyUnderTest | undefined;
let shop: RecordingBackend;

beforeAll(async () => {
  shop = await startRecordingBackend('shop');
  started = await startProxyUnderTest('virtualNode', 'front-vn');
});

afterAll(async () => {
  await started?.stop();
  await shop.stop();
});

const LIMIT = 400;
/** Far below the default of 15 s, which would be there instead. */
const SOON = 10_000;
const millis = (value: number) => ({ unit: 'ms', value });

function frontListening(timeout: object): MeshUnderTest {
  const listeners = [{ portMapping: { port: 8080, protocol: 'http' }, timeout: { http: timeout } }];
  const front = { listeners, serviceDiscovery: { dns: { hostname: 'front' } } };
  return { virtualNodes: { 'front-vn': front }, application: shop.port };
}

trafficRow(
  'timeout-route-per-request',
  'a request that takes longer than its route allows is 504',
  async () => {
    const proxy = present(started);
    const timeout = { perRequest: millis(LIMIT) };
    await proxy.apply(
      shopMesh({
        nodes: { 'shop-vn': [shop] },
        routes: { all: to('shop-vn', { prefix: '/' }, { timeout }) },
      }),
    );
    shop.behave('hang');
    const answer = await proxy.call('http://shop/');
    expect(answer.status).toBe(504);
    expect(answer.millis).toBeGreaterThan(LIMIT - 20);
    expect(answer.millis).toBeLessThan(SOON);
    shop.behave(200);
    expect((await proxy.call('http://shop/')).status).toBe(200);
  },
);

trafficRow(
  'timeout-route-idle',
  'an answer that stands still for longer than its route allows is cut off',
  async () => {
    const proxy = present(started);
    const timeout = { perRequest: millis(0), idle: millis(LIMIT) };
    await proxy.apply(
      shopMesh({
        nodes: { 'shop-vn': [shop] },
        routes: { all: to('shop-vn', { prefix: '/' }, { timeout }) },
      }),
    );
    shop.behave('stall');
    const answer = await proxy.call('http://shop/');
    expect(answer).toMatchObject({ status: 200, body: 'first part', isWhole: false });
    expect(answer.millis).toBeGreaterThan(LIMIT - 20);
    expect(answer.millis).toBeLessThan(SOON);
  },
);

trafficRow(
  'timeout-listener-per-request',
  'a listener limits the requests to its own application',
  async () => {
    const proxy = present(started);
    await proxy.apply(frontListening({ perRequest: millis(LIMIT) }));
    shop.behave('hang');
    const answer = await proxy.arrive(8080, '/');
    expect(answer.status).toBe(504);
    expect(answer.millis).toBeGreaterThan(LIMIT - 20);
    expect(answer.millis).toBeLessThan(SOON);
  },
);

trafficRow(
  'timeout-listener-idle',
  'a listener cuts off an answer of its application that stands still',
  async () => {
    const proxy = present(started);
    await proxy.apply(frontListening({ perRequest: millis(0), idle: millis(LIMIT) }));
    shop.behave('stall');
    const answer = await proxy.arrive(8080, '/');
    expect(answer).toMatchObject({ body: 'first part', isWhole: false });
    expect(answer.millis).toBeLessThan(SOON);
  },
);

trafficRow('timeout-covers-retries', 'the limit of a request covers its retries', async () => {
  const proxy = present(started);
  const timeout = { perRequest: millis(LIMIT) };
  const retryPolicy = { maxRetries: 50, perRetryTimeout: millis(150), httpRetryEvents: ['gateway-error'] };
  const routes = { all: to('shop-vn', { prefix: '/' }, { timeout, retryPolicy }) };
  await proxy.apply(shopMesh({ nodes: { 'shop-vn': [shop] }, routes }));
  shop.behave('hang');
  shop.forget();
  const answer = await proxy.call('http://shop/');
  expect(answer.status).toBe(504);
  expect(shop.requests().length).toBeGreaterThan(1);
  expect(shop.requests().length).toBeLessThan(5);
});
