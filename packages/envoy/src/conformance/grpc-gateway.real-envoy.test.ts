import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect } from 'vitest';
import { type GrpcBackend, startGrpcBackend } from '../testing/grpc-backend.ts';
import { type GrpcCaller, grpcCaller } from '../testing/grpc-caller.ts';
import { grpcMesh, grpcTo } from './grpc-mesh.ts';
import { type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { trafficRow } from './traffic-row.ts';

const BUY = '/shop.v1.Shop/Buy';
const SELL = '/shop.v1.Shop/Sell';
const COUNT = '/stock.v1.Stock/Count';

let started: ProxyUnderTest | undefined;
let shop: GrpcBackend;

beforeAll(async () => {
  shop = await startGrpcBackend('shop');
  started = await startProxyUnderTest('virtualGateway', 'gate-vg');
});

afterAll(async () => {
  await started?.stop();
  shop.stop();
});

/** A client of the gateway that names `host`, where the gateway has one route with this match and this rewrite. */
async function outside(host: string, match: object, rewrite?: object): Promise<GrpcCaller> {
  const target = { virtualService: { virtualServiceName: 'shop' } };
  const grpcRoute = { match, action: { target, ...(rewrite === undefined ? {} : { rewrite }) } };
  const routes = { all: grpcTo({ 'shop-vn': 1 }, { serviceName: 'shop.v1.Shop', methodName: 'Buy' }) };
  const proxy = present(started);
  await proxy.apply({
    ...grpcMesh({ 'shop-vn': [shop] }, routes),
    virtualGateways: { 'gate-vg': { listeners: [{ portMapping: { port: 9090, protocol: 'grpc' } }] } },
    gatewayRoutes: { 'gate-vg/all': { grpcRoute } },
  });
  shop.forget();
  return grpcCaller(await proxy.ingressPort(9090), host);
}

trafficRow(
  'grpc-gateway',
  'a gateway takes calls by service, host and metadata, and the routes behind it by method',
  async () => {
    const matches = [
      { serviceName: 'shop.v1.Shop' },
      { hostname: { exact: 'shop.example.com' } },
      { hostname: { suffix: '.example.com' } },
      { metadata: [{ name: 'tier', match: { exact: 'gold' } }] },
    ];
    for (const match of matches) {
      const caller = await outside('shop.example.com', match);
      expect([match, await caller.call(BUY, { tier: 'gold' })]).toMatchObject([
        match,
        { code: 0, body: 'shop' },
      ]);
      // The routes of the virtual service take no other method.
      expect((await caller.call(SELL, { tier: 'gold' })).code).toBe(status.UNIMPLEMENTED);
      caller.close();
      const other = await outside('shop.example.org', match);
      const { code } = await other.call('serviceName' in match ? COUNT : BUY);
      expect([match, code]).toEqual([match, status.UNIMPLEMENTED]);
      other.close();
    }
  },
);

trafficRow(
  'grpc-gateway-host',
  'the host becomes the virtual service’s name, unless that is switched off',
  async () => {
    const rewritten = await outside('shop.example.com', { serviceName: 'shop.v1.Shop' });
    await rewritten.call(BUY);
    expect(shop.calls().map(({ host, path }) => [host, path])).toEqual([['shop', BUY]]);
    rewritten.close();
    const off = { hostname: { defaultTargetHostname: 'DISABLED' } };
    const kept = await outside('shop.example.com', { serviceName: 'shop.v1.Shop' }, off);
    await kept.call(BUY);
    expect(shop.calls().map(({ host }) => host)).toEqual(['shop.example.com']);
    kept.close();
  },
);
