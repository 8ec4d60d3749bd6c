import { createServer } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { startHttp2Backend } from '../testing/http2-backend.ts';
import {
  type Behaviour,
  type RecordingBackend,
  startRecordingBackend,
} from '../testing/recording-backend.ts';
import { type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
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

/** Sends one request with a policy to a shop that behaves badly, and counts what arrives there. */
async function attempts(
  retryPolicy: Readonly<Record<string, unknown>> | undefined,
  behaviour: Behaviour,
): Promise<{ readonly status: number; readonly attempts: number }> {
  const proxy = present(started);
  const routes = { all: to('shop-vn', { prefix: '/' }, retryPolicy === undefined ? {} : { retryPolicy }) };
  await proxy.apply(shopMesh({ nodes: { 'shop-vn': [shop] }, routes }));
  shop.forget();
  shop.behave(behaviour);
  const { status } = await proxy.call('http://shop/');
  return { status, attempts: shop.requests().length };
}

function policy(
  maxRetries: number,
  events: Readonly<Record<string, readonly string[]>>,
  perRetryMillis = 5000,
) {
  return { maxRetries, perRetryTimeout: { unit: 'ms', value: perRetryMillis }, ...events };
}

const on = (...httpRetryEvents: readonly string[]) => ({ httpRetryEvents });

trafficRow('retry-default', 'without a policy 503 is tried twice again, other errors not', async () => {
  expect(await attempts(undefined, 503)).toEqual({ status: 503, attempts: 3 });
  for (const status of [500, 502, 504, 409, 404]) {
    expect(await attempts(undefined, status)).toEqual({ status, attempts: 1 });
  }
});

trafficRow('retry-server-error', 'server-error tries all of 5xx again that App Mesh names', async () => {
  for (const status of [500, 501, 502, 503, 504, 511]) {
    expect(await attempts(policy(3, on('server-error')), status)).toEqual({ status, attempts: 4 });
  }
  expect(await attempts(policy(3, on('server-error')), 509)).toEqual({ status: 509, attempts: 1 });
  expect(await attempts(policy(3, on('server-error')), 404)).toEqual({ status: 404, attempts: 1 });
});

trafficRow(
  'retry-gateway-error',
  'gateway-error tries 502, 503 and 504 again, and nothing else',
  async () => {
    for (const status of [502, 503, 504]) {
      expect(await attempts(policy(1, on('gateway-error')), status)).toEqual({ status, attempts: 2 });
    }
    expect(await attempts(policy(1, on('gateway-error')), 500)).toEqual({ status: 500, attempts: 1 });
  },
);

trafficRow('retry-client-error', 'client-error tries 409 again, and nothing else', async () => {
  expect(await attempts(policy(2, on('client-error')), 409)).toEqual({ status: 409, attempts: 3 });
  expect(await attempts(policy(2, on('client-error')), 400)).toEqual({ status: 400, attempts: 1 });
});

trafficRow('retry-stream-error', 'stream-error tries a stream again that the server refuses', async () => {
  const proxy = present(started);
  const refusing = await startHttp2Backend('refuse');
  const send = async (httpRetryEvents: readonly string[]) => {
    const before = refusing.requests();
    const retryPolicy = policy(2, { httpRetryEvents });
    const mesh = shopMesh({
      nodes: { 'two-vn': [refusing.port] },
      routes: { all: to('two-vn', { prefix: '/' }, { retryPolicy }) },
      listener: { portMapping: { port: 8090, protocol: 'http2' } },
    });
    await proxy.apply(mesh);
    const { status } = await proxy.call('http://shop/');
    return { status, attempts: refusing.requests() - before };
  };
  expect(await send(['stream-error'])).toEqual({ status: 503, attempts: 3 });
  expect(await send(['client-error'])).toEqual({ status: 503, attempts: 1 });
  await refusing.stop();
});

trafficRow('retry-reset', 'a connection that the server resets counts as its error', async () => {
  expect(await attempts(policy(2, on('server-error')), 'reset')).toEqual({ status: 503, attempts: 3 });
  expect(await attempts(policy(2, on('client-error')), 'reset')).toEqual({ status: 503, attempts: 1 });
});

trafficRow('retry-none', 'a policy of no retries switches the default ones off', async () => {
  expect(await attempts(policy(0, on('server-error')), 503)).toEqual({ status: 503, attempts: 1 });
});

trafficRow('retry-per-retry-timeout', 'each attempt, the first one too, has its own limit', async () => {
  const retryPolicy = policy(2, on('server-error', 'gateway-error'), 300);
  expect(await attempts(retryPolicy, 'hang')).toEqual({ status: 504, attempts: 3 });
});

trafficRow(
  'retry-connection-error',
  'connection-error goes on to an instance that can be reached',
  async () => {
    const proxy = present(started);
    const deaf = await portThatNobodyHas();
    const retryPolicy = policy(1, { tcpRetryEvents: ['connection-error'] });
    const routes = { all: to('shop-vn', { prefix: '/' }, { retryPolicy }) };
    await proxy.apply(shopMesh({ nodes: { 'shop-vn': [deaf, shop] }, routes }));
    shop.behave(200);
    for (let sent = 0; sent < 20; sent += 1) {
      expect(await proxy.call('http://shop/')).toMatchObject({ status: 200, body: 'shop' });
    }
  },
);

async function portThatNobodyHas(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
