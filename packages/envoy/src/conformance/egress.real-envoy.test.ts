import { afterAll, beforeAll, expect } from 'vitest';
import type { ServiceEntry } from '../service-entry.ts';
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

/** The forms of a Service's name, the short one first. */
function formsOf(name: string, namespace: string): readonly string[] {
  return [
    name,
    ...['', '.svc', '.svc.cluster.local.', '.svc.cluster.local'].map((end) => `${name}.${namespace}${end}`),
  ];
}

/** A Service on 8080 and 80, `namespace/name`, with these instances. */
function service(id: string, instances: readonly RecordingBackend[]): ServiceEntry {
  const [namespace = '', name = ''] = id.split('/');
  const endpoints = instances.map(({ port }) => ({ address: '127.0.0.1', port }));
  return { namespace, name, type: 'ClusterIP', ports: [8080, 80].map((port) => ({ port, endpoints })) };
}

trafficRow(
  'egress-cluster-names',
  'every Service has every form of its name, in the mesh or outside',
  async () => {
    const proxy = present(started);
    const services = [service('default/legacy', [elsewhere]), service('outside/legacy2', [elsewhere])];
    await proxy.apply({ ...mesh('ALLOW_ALL'), services });
    const [, ...long] = formsOf('legacy2', 'outside');
    for (const host of [...formsOf('legacy', 'default'), ...long])
      for (const port of ['', ':80', ':8080'])
        expect(await proxy.call(`http://${host}${port}/`), host).toMatchObject({
          status: 200,
          body: 'elsewhere',
        });
    // The short name of another namespace means nothing here, as for a pod without a mesh; DNS still has its names.
    expect(await proxy.call('http://legacy2:8080/')).toMatchObject({ status: 503 });
    expect((await proxy.call(`http://localhost:${elsewhere.port}/`)).body).toBe('elsewhere');
  },
);

trafficRow(
  'egress-cluster-names-drop',
  'where the mesh drops all, no form of a name leads anywhere',
  async () => {
    const proxy = present(started);
    await proxy.apply({ ...mesh('DROP_ALL'), services: [service('default/legacy', [elsewhere])] });
    elsewhere.forget();
    for (const host of formsOf('legacy', 'default'))
      for (const port of ['', ':8080'])
        expect(await proxy.call(`http://${host}${port}/`)).toMatchObject({ status: 404 });
    expect(elsewhere.requests()).toEqual([]);
  },
);

trafficRow(
  'egress-backend-first',
  'a host and port of a backend stay its own, whatever Service has the name',
  async () => {
    const proxy = present(started);
    const services = ['default/shop', 'default/nobody'].map((id) => service(id, [elsewhere]));
    await proxy.apply({ ...mesh('ALLOW_ALL'), services });
    expect((await proxy.call('http://shop:8080/')).body).toBe('shop');
    expect((await proxy.call('http://Shop:8080/')).body).toBe('shop');
    expect(await proxy.call('http://nobody:8080/')).toMatchObject({ status: 404 });
    expect((await proxy.call('http://shop/')).body).toBe('elsewhere');
    expect((await proxy.call('http://shop.default:8080/')).body).toBe('elsewhere');
  },
);

trafficRow(
  'egress-service-changes',
  'instances of a Service come and go; without any it is 503',
  async () => {
    const proxy = present(started);
    const apply = (instances: readonly RecordingBackend[]) =>
      proxy.apply({ ...mesh('ALLOW_ALL'), services: [service('default/legacy', instances)] });
    const call = async () => {
      const { status, body } = await proxy.call('http://legacy.default/');
      return status === 200 ? body : status;
    };
    await apply([]);
    await expect.poll(call).toBe(503);
    await apply([shop]);
    await expect.poll(call).toBe('shop');
    await apply([elsewhere]);
    await expect.poll(call).toBe('elsewhere');
  },
);

trafficRow(
  'egress-external-name',
  'a Service that is another name for a host outside leads there, host kept',
  async () => {
    const proxy = present(started);
    const port = { port: elsewhere.port, endpoints: [] };
    const rates: ServiceEntry = { ...service('default/rates', []), externalName: 'localhost', ports: [port] };
    await proxy.apply({ ...mesh('ALLOW_ALL'), services: [rates] });
    elsewhere.forget();
    for (const host of formsOf('rates', 'default'))
      await expect
        .poll(async () => (await proxy.call(`http://${host}:${elsewhere.port}/`)).body)
        .toBe('elsewhere');
    expect(elsewhere.requests().at(-1)?.headers.host).toBe(
      `rates.default.svc.cluster.local:${elsewhere.port}`,
    );
  },
);

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
