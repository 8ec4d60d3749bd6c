import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect } from 'vitest';
import { type GrpcBackend, startGrpcBackend } from '../testing/grpc-backend.ts';
import { type GrpcCaller, grpcCaller } from '../testing/grpc-caller.ts';
import { grpcMesh, grpcTo } from './grpc-mesh.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { trafficRow } from './traffic-row.ts';

const BUY = '/shop.v1.Shop/Buy';
const SELL = '/shop.v1.Shop/Sell';
const WATCH = '/shop.v1.Shop/Watch';
const COUNT = '/stock.v1.Stock/Count';
const LIMIT = 400;
/** Far below the default of 15 s, which would be there instead. */
const SOON = 10_000;
const millis = (value: number) => ({ unit: 'ms', value });

let started: ProxyUnderTest | undefined;
let yes: GrpcBackend;
let no: GrpcBackend;
let caller: GrpcCaller | undefined;

beforeAll(async () => {
  yes = await startGrpcBackend('yes');
  no = await startGrpcBackend('no');
  started = await startProxyUnderTest('virtualNode', 'front-vn');
});

afterAll(async () => {
  caller?.close();
  await started?.stop();
  yes.stop();
  no.stop();
});

/** The egress listener never changes, and so neither does the connection to it. */
async function applied(mesh: MeshUnderTest): Promise<GrpcCaller> {
  const proxy = present(started);
  await proxy.apply(mesh);
  for (const backend of [yes, no]) {
    backend.forget();
    backend.behave(status.OK);
  }
  caller ??= grpcCaller(await proxy.egressPort(), 'shop:50051');
  return caller;
}

type Call = readonly [path: string, metadata?: Readonly<Record<string, string>>];

/** A route with a condition leads to `yes`, every other call to `no`. */
async function expectMatch(
  match: object,
  expected: { yes: readonly Call[]; no: readonly Call[] },
): Promise<void> {
  const routes = {
    condition: { priority: 0, ...grpcTo({ 'yes-vn': 1 }, match as Record<string, unknown>) },
    rest: grpcTo({ 'no-vn': 1 }),
  };
  const shop = await applied(grpcMesh({ 'yes-vn': [yes], 'no-vn': [no] }, routes));
  for (const answer of ['yes', 'no'] as const) {
    for (const [path, metadata] of expected[answer]) {
      const { code, body } = await shop.call(path, metadata);
      expect([path, metadata, code, body]).toEqual([path, metadata, status.OK, answer]);
    }
  }
}

trafficRow('grpc-match-service', 'a service is the first part of the path, a method the second', async () => {
  await expectMatch({ serviceName: 'shop.v1.Shop' }, { yes: [[BUY], [SELL]], no: [[COUNT]] });
  await expectMatch(
    { serviceName: 'shop.v1.Shop', methodName: 'Buy' },
    { yes: [[BUY]], no: [[SELL], [COUNT]] },
  );
  await expectMatch({}, { yes: [[BUY], [COUNT]], no: [] });
});

trafficRow('grpc-match-metadata', 'metadata are matched in every way in which headers are', async () => {
  const of = (...values: readonly string[]): readonly Call[] =>
    values.map((value) => [BUY, { 'x-user': value }]);
  const metadata = (more: object) => ({ metadata: [{ name: 'x-user', ...more }] });
  await expectMatch(metadata({ match: { exact: 'beta' } }), { yes: of('beta'), no: [...of('Beta'), [BUY]] });
  await expectMatch(metadata({ match: { prefix: 'be' } }), { yes: of('beta'), no: of('abe') });
  await expectMatch(metadata({ match: { suffix: 'ta' } }), { yes: of('beta'), no: of('tab') });
  await expectMatch(metadata({ match: { regex: 'b[a-z]+' } }), { yes: of('beta'), no: of('beta1', 'xbeta') });
  await expectMatch(metadata({ match: { range: { start: 1, end: 10 } } }), {
    yes: of('1', '9'),
    no: of('10', 'a'),
  });
  await expectMatch(metadata({}), { yes: of('a'), no: [[BUY]] });
  await expectMatch(metadata({ invert: true, match: { exact: 'beta' } }), { yes: of('a'), no: of('beta') });
});

trafficRow('grpc-no-match', 'what no route takes is unimplemented, and what is not gRPC is 404', async () => {
  const routes = { buy: grpcTo({ 'yes-vn': 1 }, { serviceName: 'shop.v1.Shop', methodName: 'Buy' }) };
  const shop = await applied(grpcMesh({ 'yes-vn': [yes] }, routes));
  expect(await shop.call(SELL)).toMatchObject({ code: status.UNIMPLEMENTED });
  expect(await present(started).call(`http://shop:50051${BUY}`)).toMatchObject({ status: 404 });
  expect(yes.calls()).toEqual([]);
  expect(await shop.call(BUY)).toMatchObject({ code: status.OK, body: 'yes' });
});

trafficRow('grpc-weights', 'calls on one connection are shared by weight, one by one', async () => {
  const shop = await applied(
    grpcMesh({ 'yes-vn': [yes], 'no-vn': [no] }, { all: grpcTo({ 'yes-vn': 75, 'no-vn': 25 }) }),
  );
  for (let sent = 0; sent < 2000; sent += 100) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.call(BUY)));
    expect(answers.filter(({ code }) => code !== status.OK)).toEqual([]);
  }
  expect(yes.calls().length + no.calls().length).toBe(2000);
  // Five standard deviations.
  expect(Math.abs(no.calls().length - 500)).toBeLessThan(97);
});

trafficRow(
  'grpc-streams',
  'a stream stays with its target, whole and in order, and streams are shared by weight',
  async () => {
    const shop = await applied(
      grpcMesh({ 'yes-vn': [yes], 'no-vn': [no] }, { all: grpcTo({ 'yes-vn': 50, 'no-vn': 50 }) }),
    );
    const sent = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    for (let opened = 0; opened < 100; opened += 20) {
      const streams = Array.from({ length: 20 }, () => shop.open(WATCH));
      for (const stream of streams) {
        for (const message of sent) stream.send(message);
        stream.end();
      }
      const ends = await Promise.all(streams.map(({ ended }) => ended));
      expect(ends.map(({ code }) => code)).toEqual(Array(20).fill(status.OK));
      for (const stream of streams) expect(stream.messages()).toEqual(sent);
    }
    expect(yes.calls().length + no.calls().length).toBe(100);
    // Five standard deviations.
    expect(Math.abs(no.calls().length - 50)).toBeLessThan(25);
  },
);

/** How often the server is asked where a policy names one event. */
async function attempts(
  events: object,
  behaviour: Parameters<GrpcBackend['behave']>[0],
): Promise<[number, number]> {
  const retryPolicy = { maxRetries: 2, perRetryTimeout: { unit: 's', value: 5 }, ...events };
  const shop = await applied(
    grpcMesh({ 'yes-vn': [yes] }, { all: grpcTo({ 'yes-vn': 1 }, {}, { retryPolicy }) }),
  );
  yes.behave(behaviour);
  const { code } = await shop.call(BUY);
  return [code, yes.calls().length];
}

const EVENTS = {
  cancelled: status.CANCELLED,
  'deadline-exceeded': status.DEADLINE_EXCEEDED,
  internal: status.INTERNAL,
  'resource-exhausted': status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

trafficRow(
  'grpc-retry-events',
  'a call is tried again after the status that its policy names, and no other',
  async () => {
    for (const [event, code] of Object.entries(EVENTS)) {
      const events = { grpcRetryEvents: [event] };
      expect([event, await attempts(events, code)]).toEqual([event, [code, 3]]);
      for (const other of [...Object.values(EVENTS), status.NOT_FOUND].filter((it) => it !== code))
        expect([event, await attempts(events, other)]).toEqual([event, [other, 1]]);
    }
  },
);

trafficRow('grpc-retry-after-answer', 'a call whose answer has begun is not tried again', async () => {
  const events = { grpcRetryEvents: ['unavailable'] };
  expect(await attempts(events, { afterMessage: status.UNAVAILABLE })).toEqual([status.UNAVAILABLE, 1]);
});

trafficRow(
  'grpc-timeout',
  'a call that takes longer than its route allows is ended, at the server too',
  async () => {
    const timeout = { perRequest: millis(LIMIT) };
    const shop = await applied(
      grpcMesh({ 'yes-vn': [yes] }, { all: grpcTo({ 'yes-vn': 1 }, {}, { timeout }) }),
    );
    yes.behave('hang');
    const answer = await shop.call(BUY);
    expect(answer.code).toBe(status.UNAVAILABLE);
    expect(answer.millis).toBeGreaterThan(LIMIT - 20);
    expect(answer.millis).toBeLessThan(SOON);
    await expect.poll(() => yes.calls().map((call) => call.isCancelled())).toEqual([true]);
  },
);

trafficRow(
  'grpc-timeout-idle',
  'a stream that stands still for longer than its route allows is cut off',
  async () => {
    const timeout = { perRequest: millis(0), idle: millis(LIMIT) };
    const shop = await applied(
      grpcMesh({ 'yes-vn': [yes] }, { all: grpcTo({ 'yes-vn': 1 }, {}, { timeout }) }),
    );
    const stream = shop.open(WATCH);
    stream.send('one');
    const began = performance.now();
    expect((await stream.ended).code).not.toBe(status.OK);
    expect(stream.messages()).toEqual(['one']);
    expect(performance.now() - began).toBeLessThan(SOON);
  },
);

trafficRow(
  'grpc-deadline',
  'the deadline of a caller gets to the server, and ends the call there',
  async () => {
    const shop = await applied(grpcMesh({ 'yes-vn': [yes] }, { all: grpcTo({ 'yes-vn': 1 }) }));
    yes.behave('hang');
    const answer = await shop.call(BUY, {}, { deadline: Date.now() + LIMIT });
    expect(answer.code).toBe(status.DEADLINE_EXCEEDED);
    expect(answer.millis).toBeLessThan(SOON);
    const [call] = yes.calls();
    expect(call?.deadlineMillis).toBeGreaterThan(0);
    expect(call?.deadlineMillis).toBeLessThanOrEqual(LIMIT);
    await expect.poll(() => call?.isCancelled()).toBe(true);
  },
);

trafficRow(
  'grpc-health',
  'an instance whose health service does not say SERVING gets no call until it does',
  async () => {
    const healthCheck = {
      protocol: 'grpc',
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      intervalMillis: 5000,
      timeoutMillis: 2000,
    };
    no.setServing(false);
    const mesh = grpcMesh({ 'checked-vn': [yes, no] }, { all: grpcTo({ 'checked-vn': 1 }) }, { healthCheck });
    const shop = await applied(mesh);
    await expect.poll(() => no.healthChecks().length + yes.healthChecks().length).toBeGreaterThan(1);
    expect(no.healthChecks()[0]).toBe('checked-vn');
    no.forget();
    for (let sent = 0; sent < 20; sent += 1)
      expect(await shop.call(BUY)).toMatchObject({ code: 0, body: 'yes' });
    expect(no.calls()).toEqual([]);
    no.setServing(true);
    await expect
      .poll(async () => (await shop.call(BUY)).code + no.calls().length, { interval: 250, timeout: 30_000 })
      .toBeGreaterThan(0);
  },
);

trafficRow('grpc-outlier', 'an instance that is often unavailable in a row is left out', async () => {
  const outlierDetection = {
    maxServerErrors: 3,
    interval: millis(100),
    baseEjectionDuration: { unit: 's', value: 60 },
    maxEjectionPercent: 50,
  };
  const retryPolicy = { maxRetries: 0, perRetryTimeout: millis(5000), grpcRetryEvents: ['unavailable'] };
  const routes = { all: grpcTo({ 'failing-vn': 1 }, {}, { retryPolicy }) };
  const shop = await applied(grpcMesh({ 'failing-vn': [yes, no] }, routes, { outlierDetection }));
  no.behave(status.UNAVAILABLE);
  for (let sent = 0; sent < 40; sent += 1) await shop.call(BUY);
  expect(no.calls()).toHaveLength(3);
});

trafficRow('grpc-pool', 'more calls at a time than a listener’s pool allows are unavailable', async () => {
  const listeners = [
    { portMapping: { port: 8080, protocol: 'grpc' }, connectionPool: { grpc: { maxRequests: 2 } } },
  ];
  const front = { listeners, serviceDiscovery: { dns: { hostname: 'front' } } };
  const proxy = present(started);
  await proxy.apply({ virtualNodes: { 'front-vn': front }, application: yes.port });
  yes.forget();
  yes.behave('hang');
  const own = grpcCaller(await proxy.ingressPort(8080), 'front:8080');
  const deadline = () => ({ deadline: Date.now() + 3000 });
  const hanging = [own.call(BUY, {}, deadline()), own.call(BUY, {}, deadline())];
  await expect.poll(() => yes.calls().length).toBe(2);
  expect(await own.call(BUY)).toMatchObject({ code: status.UNAVAILABLE });
  await Promise.all(hanging);
  expect(yes.calls()).toHaveLength(2);
  own.close();
});
