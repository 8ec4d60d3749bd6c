import { afterAll, beforeAll, expect } from 'vitest';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { shopMesh, to } from './shop-mesh.ts';
import { trafficRow } from './traffic-row.ts';

let started: ProxyUnderTest | undefined;
let good: RecordingBackend;
let bad: RecordingBackend;

beforeAll(async () => {
  good = await startRecordingBackend('good');
  bad = await startRecordingBackend('bad');
  started = await startProxyUnderTest('virtualNode', 'front-vn');
});

afterAll(async () => {
  await started?.stop();
  await good.stop();
  await bad.stop();
});

const NO_RETRIES = {
  retryPolicy: {
    maxRetries: 0,
    perRetryTimeout: { unit: 's', value: 5 },
    httpRetryEvents: ['server-error'],
  },
};

const routes = { all: to('shop-vn', { prefix: '/' }, NO_RETRIES) };

/** Statuses of so many requests, one after the other. */
async function statuses(count: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let sent = 0; sent < count; sent += 1)
    found.push((await present(started).call('http://shop/')).status);
  return found;
}

trafficRow(
  'outlier',
  'an instance that fails often in a row is left out for a while, and comes back',
  async () => {
    const outlierDetection = {
      maxServerErrors: 3,
      interval: { unit: 'ms', value: 100 },
      baseEjectionDuration: { unit: 's', value: 2 },
      maxEjectionPercent: 50,
    };
    await present(started).apply(
      shopMesh({ nodes: { 'shop-vn': [good, bad] }, routes, listener: { outlierDetection } }),
    );
    bad.behave(500);
    await expect.poll(async () => bad.requests().length + (await statuses(1)).length).toBeGreaterThan(3);
    expect(bad.requests()).toHaveLength(3);
    bad.behave(200);
    expect(await statuses(10)).toEqual(Array(10).fill(200));
    expect(bad.requests()).toHaveLength(3);
    await expect.poll(async () => (await statuses(2)).length && bad.requests().length).toBeGreaterThan(3);
    expect(await statuses(10)).toEqual(Array(10).fill(200));
  },
);

trafficRow('outlier-percent-0', 'one instance is left out even where no share of them may be', async () => {
  const outlierDetection = {
    maxServerErrors: 1,
    interval: { unit: 'ms', value: 100 },
    baseEjectionDuration: { unit: 's', value: 60 },
    maxEjectionPercent: 0,
  };
  const listener = { outlierDetection, timeout: { http: {} } };
  await present(started).apply(
    shopMesh({
      nodes: { 'other-vn': [good, bad] },
      routes: { all: to('other-vn', { prefix: '/' }, NO_RETRIES) },
      listener,
    }),
  );
  bad.forget();
  bad.behave(500);
  await expect.poll(async () => bad.requests().length + (await statuses(1)).length).toBeGreaterThan(1);
  expect(await statuses(20)).toEqual(Array(20).fill(200));
  expect(bad.requests()).toHaveLength(1);
});

trafficRow(
  'health-check',
  'an instance that fails its health check gets no request until it passes again',
  async () => {
    const healthCheck = {
      protocol: 'http',
      path: '/up?full',
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      intervalMillis: 5000,
      timeoutMillis: 2000,
    };
    good.forget();
    bad.forget();
    good.behave(200);
    bad.behave(({ url }) => (url === '/up?full' ? 503 : 200));
    const mesh = shopMesh({
      nodes: { 'checked-vn': [good, bad] },
      routes: { all: to('checked-vn') },
      listener: { healthCheck },
    });
    await present(started).apply(mesh);
    await expect.poll(() => [good.healthChecks().length, bad.healthChecks().length]).not.toContain(0);
    expect(await statuses(20)).toEqual(Array(20).fill(200));
    expect(bad.requests()).toEqual([]);
    expect(bad.healthChecks()[0]).toMatchObject({
      method: 'GET',
      url: '/up?full',
      headers: { host: 'checked-vn' },
    });
    bad.behave(200);
    await expect
      .poll(async () => (await statuses(2)).length && bad.requests().length, {
        interval: 500,
      })
      .toBeGreaterThan(0);
  },
);

trafficRow(
  'removed-at-once',
  'an instance that is no endpoint any more gets no request, however well it is',
  async () => {
    const healthCheck = {
      protocol: 'tcp',
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      intervalMillis: 5000,
      timeoutMillis: 2000,
    };
    const proxy = present(started);
    const both = shopMesh({
      nodes: { 'leaving-vn': [good, bad] },
      routes: { all: to('leaving-vn') },
      listener: { healthCheck },
    });
    good.behave(200);
    bad.behave(200);
    bad.forget();
    await proxy.apply(both);
    await expect.poll(async () => (await statuses(2)).length && bad.requests().length).toBeGreaterThan(0);
    await proxy.apply({ ...both, instances: { 'leaving-vn': [good.port] } });
    bad.forget();
    expect(await statuses(20)).toEqual(Array(20).fill(200));
    expect(bad.requests()).toEqual([]);
  },
);
