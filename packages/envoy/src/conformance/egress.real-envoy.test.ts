import { afterAll, beforeAll, expect } from 'vitest';
import { startHttp2Backend } from '../testing/http2-backend.ts';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { trafficRow } from './traffic-row.ts';

let started: ProxyUnderTest | undefined;
let shop: RecordingBackend;
let elsewhere: RecordingBackend;

beforeAll(async () => {
  shop = await startRecordingBackend('shop');
  elsewhere = await startRecordingBackend('elsewhere');
  started = await startProxyUnderTest('virtualNode', 'front-vn');
});

afterAll(async () => {
  await started?.stop();
  await shop.stop();
  await elsewhere.stop();
});

function mesh(type: string): MeshUnderTest {
  const backends = ['shop', 'nobody'].map((virtualServiceName) => ({
    virtualService: { virtualServiceName },
  }));
  return {
    mesh: { egressFilter: { type } },
    virtualNodes: {
      'front-vn': { backends },
      'shop-vn': {
        listeners: [8080, 8081].map((port) => ({ portMapping: { port, protocol: 'http' } })),
        serviceDiscovery: { dns: { hostname: 'shop' } },
      },
    },
    virtualServices: { shop: { provider: { virtualNode: { virtualNodeName: 'shop-vn' } } }, nobody: {} },
    instances: { shop: [shop.port] },
  };
}

trafficRow('egress-drop-all', 'what is no backend is 404, and its destination sees nothing', async () => {
  const proxy = present(started);
  await proxy.apply(mesh('DROP_ALL'));
  elsewhere.forget();
  shop.forget();
  for (const url of [
    `http://localhost:${elsewhere.port}/`,
    `http://127.0.0.1:${elsewhere.port}/`,
    `http://127.0.0.1:${shop.port}/`,
  ]) {
    expect(await proxy.call(url)).toMatchObject({ status: 404 });
  }
  expect(elsewhere.requests()).toEqual([]);
  expect(shop.requests()).toEqual([]);
  expect(await proxy.call('http://shop:8080/')).toMatchObject({ status: 200, body: 'shop' });
});

trafficRow('egress-allow-all', 'what is no backend goes where its name leads', async () => {
  const proxy = present(started);
  await proxy.apply(mesh('ALLOW_ALL'));
  for (const host of ['localhost', '127.0.0.1']) {
    const answer = await proxy.call(`http://${host}:${elsewhere.port}/`);
    expect(answer).toMatchObject({ status: 200, body: 'elsewhere' });
  }
  expect(await proxy.call('http://shop:8080/')).toMatchObject({ status: 200, body: 'shop' });
});

trafficRow('provider-node', 'a virtual service of a node has all ports of the node', async () => {
  const proxy = present(started);
  await proxy.apply(mesh('DROP_ALL'));
  for (const port of [8080, 8081]) expect((await proxy.call(`http://shop:${port}/`)).body).toBe('shop');
  expect(await proxy.call('http://shop:8082/')).toMatchObject({ status: 404 });
});

trafficRow('provider-none', 'a virtual service without a provider is 404 on every port', async () => {
  const proxy = present(started);
  for (const type of ['DROP_ALL', 'ALLOW_ALL']) {
    await proxy.apply(mesh(type));
    for (const url of ['http://nobody/', 'http://nobody:8080/']) {
      expect(await proxy.call(url)).toMatchObject({ status: 404 });
    }
  }
});

trafficRow('http2', 'a backend that speaks HTTP/2 is spoken to in HTTP/2', async () => {
  const proxy = present(started);
  const two = await startHttp2Backend('answer');
  const documents = mesh('DROP_ALL');
  await proxy.apply({
    ...documents,
    virtualNodes: {
      'front-vn': { backends: [{ virtualService: { virtualServiceName: 'shop' } }] },
      'shop-vn': {
        listeners: [{ portMapping: { port: 8090, protocol: 'http2' } }],
        serviceDiscovery: { dns: { hostname: 'shop' } },
      },
    },
    instances: { shop: [two.port] },
  });
  expect(await proxy.call('http://shop:8090/')).toMatchObject({ status: 200, body: 'two' });
  expect(two.requests()).toBe(1);
  await proxy.apply(documents);
  await two.stop();
});
