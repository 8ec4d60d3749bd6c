import { isIP } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ControlledEnvoy, startControlledEnvoy } from './testing/controlled-envoy.ts';
import { findEnvoy, NO_ENVOY } from './testing/envoy-binary.ts';
import { get, type HttpBackend, startBackend } from './testing/http-backend.ts';
import { sendRequest } from './testing/send-request.ts';
import { translateServiceProxy } from './translate-service-proxy.ts';

let controlled: ControlledEnvoy | undefined;
const backends = new Map<string, HttpBackend>();

beforeAll(async () => {
  backends.set('shop', await startBackend('shop'));
  backends.set('broken', await startBackend('broken', 503));
  const binary = findEnvoy();
  if (binary === undefined) return;
  controlled = await startControlledEnvoy(binary, { id: 'service-proxy/local', metadata: {} });
});

afterAll(async () => {
  await controlled?.stop();
  for (const backend of backends.values()) await backend.stop();
});

beforeEach(async (context) => {
  if (controlled === undefined) return context.skip(NO_ENVOY);
  const services = [entry('shop', 80), entry('broken', 8080)];
  const options = { address: '127.0.0.1', httpProxyPort: 0, clusterDomain: 'cluster.local' };
  await controlled.publish(translateServiceProxy(services, options).value);
});

/** A Service with a load balancer on a port of the kernel's choice. */
function entry(name: string, port: number) {
  const endpoints = [{ address: '127.0.0.1', port: backends.get(name)?.port ?? 0 }];
  return {
    name,
    namespace: 'default',
    type: 'LoadBalancer',
    ports: [{ port, nodePort: 0, endpoints }],
  } as const;
}

async function portOf(listener: string): Promise<number> {
  return (await controlled?.envoy.port(listener)) ?? 0;
}

describe('an Envoy as service proxy', () => {
  test('knows a Service by all its names', async () => {
    const port = await portOf('service-proxy_http');
    const long = 'shop.default.svc.cluster.local';
    const names = ['shop', 'shop.default', 'shop.default.svc', long, `${long}.`];

    for (const name of names) {
      expect((await get(port, `http://${name}/`)).body).toBe('shop');
      expect((await get(port, `http://${name}:80/`)).body).toBe('shop');
    }
    const unknown = await get(port, 'http://shop.other/');
    expect(unknown).toMatchObject({ status: 404, body: expect.stringContaining('No Service has this name') });
  });

  test('balances without retrying, and says who called', async () => {
    const shop = await portOf('load-balancer_default_shop_80');
    expect(await get(shop, '/')).toMatchObject({ status: 200, body: 'shop' });
    // Envoy writes this machine's own address where the caller is on loopback.
    expect(isIP(String(backends.get('shop')?.headers()['x-forwarded-for']))).toBe(4);
    // Like a load balancer of TCP connections it leaves what its caller said, which may terminate TLS.
    const said = { 'x-forwarded-proto': 'https', 'x-request-id': 'order 17' };
    await sendRequest(shop, { url: '/', headers: said });
    expect(backends.get('shop')?.headers()).toMatchObject(said);
    const broken = await portOf('load-balancer_default_broken_8080');
    const before = backends.get('broken')?.requests() ?? 0;
    expect(await get(broken, '/')).toMatchObject({ status: 503 });
    expect(backends.get('broken')?.requests()).toBe(before + 1);
  });
});
