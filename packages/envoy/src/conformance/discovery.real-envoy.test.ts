import { afterAll, beforeAll, expect } from 'vitest';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
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

/** DNS gives addresses only, so the node's listener has the port of the instance. */
function found(
  name: string,
  serviceDiscovery: object,
  instances: MeshUnderTest['instances'] = {},
): MeshUnderTest {
  const listeners = [{ portMapping: { port: shop.port, protocol: 'http' } }];
  return {
    virtualNodes: {
      'front-vn': { backends: [{ virtualService: { virtualServiceName: 'shop' } }] },
      [`${name}-vn`]: { listeners, serviceDiscovery },
    },
    virtualServices: { shop: { provider: { virtualNode: { virtualNodeName: `${name}-vn` } } } },
    instances,
  };
}

async function call(): Promise<{ readonly status: number; readonly body: string }> {
  const { status, body } = await present(started).call(`http://shop:${shop.port}/`);
  return { status, body };
}

for (const responseType of ['LOADBALANCER', 'ENDPOINTS']) {
  trafficRow(
    `dns-${responseType.toLowerCase()}`,
    `a name is looked up in DNS (${responseType})`,
    async () => {
      const dns = { hostname: 'localhost', responseType, ipPreference: 'IPv4_ONLY' };
      await present(started).apply(found(responseType.toLowerCase(), { dns }));
      await expect.poll(call).toEqual({ status: 200, body: 'shop' });
    },
  );
}

trafficRow(
  'without-endpoints',
  'without endpoints nobody is asked, whoever has the port of the node',
  async () => {
    // The shop listens on the port of the node's listener.
    const dns = { hostname: 'shop.default.svc.cluster.local' };
    await present(started).apply(found('nobody', { dns }, { [dns.hostname]: [] }));
    shop.forget();
    await expect.poll(async () => (await call()).status).toBe(503);
    expect(shop.requests()).toEqual([]);
    await present(started).apply(found('nobody', { dns }, { [dns.hostname]: [shop.port] }));
    await expect.poll(call).toEqual({ status: 200, body: 'shop' });
  },
);

trafficRow('ip-preference', 'an address of the other family is not used', async () => {
  await present(started).apply(found('six', { dns: { hostname: 'localhost', ipPreference: 'IPv6_ONLY' } }));
  // The instance listens on IPv4 only.
  await expect.poll(async () => (await call()).status).toBe(503);
  await present(started).apply(found('four', { dns: { hostname: 'localhost', ipPreference: 'IPv4_ONLY' } }));
  await expect.poll(call).toEqual({ status: 200, body: 'shop' });
});

trafficRow(
  'cloud-map',
  'a service of Cloud Map has the instances that are looked up for it, or none',
  async () => {
    const awsCloudMap = {
      namespaceName: 'prod',
      serviceName: 'shop',
      attributes: [{ key: 'v', value: '1' }],
    };
    await present(started).apply(found('map', { awsCloudMap }));
    expect((await call()).status).toBe(503);
    await present(started).apply(found('map', { awsCloudMap }, { 'prod/shop': [shop.port] }));
    expect(await call()).toEqual({ status: 200, body: 'shop' });
  },
);
