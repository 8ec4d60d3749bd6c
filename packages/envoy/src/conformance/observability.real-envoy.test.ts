import { createSocket, type Socket } from 'node:dgram';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { trafficRow } from './traffic-row.ts';

let started: ProxyUnderTest | undefined;
let shop: RecordingBackend;
let folder: string;
let daemon: Socket;
let segments: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-log-'));
  daemon = createSocket('udp4').on('message', (message) => segments.push(message.toString()));
  await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
  shop = await startRecordingBackend('shop');
  started = await startProxyUnderTest('virtualNode', 'front-vn');
});

afterAll(async () => {
  await started?.stop();
  await shop.stop();
  await new Promise<void>((resolve) => daemon.close(() => resolve()));
  await rm(folder, { recursive: true });
});

function mesh(members: object, more: Partial<MeshUnderTest> = {}): MeshUnderTest {
  const listeners = [{ portMapping: { port: 8080, protocol: 'http' } }];
  return {
    virtualNodes: {
      'front-vn': {
        listeners,
        serviceDiscovery: { dns: { hostname: 'front' } },
        backends: [{ virtualService: { virtualServiceName: 'shop' } }],
        ...members,
      },
      'shop-vn': { listeners, serviceDiscovery: { dns: { hostname: 'shop' } } },
    },
    virtualServices: { shop: { provider: { virtualNode: { virtualNodeName: 'shop-vn' } } } },
    instances: { shop: [shop.port] },
    application: shop.port,
    ...more,
  };
}

function logging(path: string, format?: object): object {
  return { logging: { accessLog: { file: { path, ...(format === undefined ? {} : { format }) } } } };
}

/** One request in, one out; the lines that they leave in a file. */
async function loggedLines(name: string, format: object | undefined): Promise<readonly string[]> {
  const proxy = present(started);
  const path = join(folder, name);
  await proxy.apply(mesh(logging(path, format)));
  await proxy.arrive(8080, '/in');
  await proxy.call('http://shop:8080/out?q');
  const lines = async () => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  // Envoy writes its files every ten seconds.
  await expect.poll(lines).toHaveLength(2);
  return lines();
}

trafficRow('access-log-text', 'a text format gives a line for each request, in and out', async () => {
  const text = '%REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% 100%%';
  expect(await loggedLines('text', { text })).toEqual(['GET /in 200 100%', 'GET /out?q 200 100%']);
});

trafficRow(
  'access-log-json',
  'a JSON format gives an object for each request, its members in order of name',
  async () => {
    const json = [
      { key: 'status', value: '%RESPONSE_CODE%' },
      { key: 'path', value: 'path %REQ(:PATH)%' },
    ];
    expect(await loggedLines('json', { json })).toEqual([
      '{"path":"path /in","status":200}',
      '{"path":"path /out?q","status":200}',
    ]);
  },
);

trafficRow(
  'access-log-stdout',
  'standard output is written to, whatever it is, in Envoy’s own form by default',
  async () => {
    const proxy = present(started);
    await proxy.apply(mesh(logging('/dev/stdout')));
    await proxy.arrive(8080, '/to-stdout');
    await expect.poll(() => proxy.envoy.output()).toContain('"GET /to-stdout HTTP/1.1" 200');
  },
);

function traced(samplingRate: number): MeshUnderTest {
  return mesh(
    {},
    { tracing: { xray: { daemon: { address: '127.0.0.1', port: daemon.address().port }, samplingRate } } },
  );
}

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';

trafficRow('xray-forced', 'a caller that decided for a trace gets it, and is its parent', async () => {
  const proxy = present(started);
  segments = [];
  await proxy.apply(traced(0));
  const header = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`;
  expect((await proxy.arrive(8080, { url: '/forced', headers: { 'x-amzn-trace-id': header } })).status).toBe(
    200,
  );
  await expect.poll(() => segments).toHaveLength(1);
  const segment = JSON.parse(segments[0]?.split('\n')[1] ?? '{}');
  expect(segment).toMatchObject({
    name: 'demomesh/front-vn',
    trace_id: ROOT,
    parent_id: '53995c3f42cd8ad8',
    origin: 'AWS::AppMesh::Proxy',
  });
  expect(shop.requests().at(-1)?.headers['x-amzn-trace-id']).toContain(
    `root=${ROOT}`.replace('root', 'Root'),
  );
});

trafficRow(
  'xray-rate',
  'of requests that nobody decided about, none at rate 0, all at rate 1; Sampled=0 is respected',
  async () => {
    const proxy = present(started);
    await proxy.apply(traced(0));
    segments = [];
    for (let sent = 0; sent < 20; sent += 1) await proxy.arrive(8080, '/');
    await proxy.apply(traced(1));
    await proxy.arrive(8080, { url: '/no', headers: { 'x-amzn-trace-id': `Root=${ROOT};Sampled=0` } });
    for (let sent = 0; sent < 20; sent += 1) await proxy.arrive(8080, '/yes');
    await expect.poll(() => segments.length).toBe(20);
    expect(segments.filter((segment) => !segment.includes('/yes'))).toEqual([]);
  },
);
