import { afterAll, beforeAll, expect } from 'vitest';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import type { RequestToSend } from '../testing/send-request.ts';
import { type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { to } from './shop-mesh.ts';
import { trafficRow } from './traffic-row.ts';

let started: ProxyUnderTest | undefined;
let blue: RecordingBackend;
let green: RecordingBackend;

beforeAll(async () => {
  blue = await startRecordingBackend('blue');
  green = await startRecordingBackend('green');
  started = await startProxyUnderTest('virtualGateway', 'gate-vg');
});

afterAll(async () => {
  await started?.stop();
  await blue.stop();
  await green.stop();
});

type Spec = Readonly<Record<string, unknown>>;

/** What a client sends, and what arrives; `404`: nothing arrives. */
type Passage = readonly [request: string | RequestToSend, arrives: string | 404];

const everythingToBlue = { all: to('blue-vn') };

async function applyGateway(
  gatewayRoutes: Readonly<Record<string, Spec>>,
  routes: Readonly<Record<string, Spec>>,
): Promise<void> {
  const named = (parent: string, specs: Readonly<Record<string, Spec>>) =>
    Object.fromEntries(Object.entries(specs).map(([name, spec]) => [`${parent}/${name}`, spec]));
  const node = (hostname: string) => ({
    listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    serviceDiscovery: { dns: { hostname } },
  });
  await present(started).apply({
    virtualNodes: { 'blue-vn': node('blue'), 'green-vn': node('green') },
    virtualRouters: { 'shop-vr': { listeners: [{ portMapping: { port: 80, protocol: 'http' } }] } },
    routes: named('shop-vr', routes),
    virtualServices: {
      'shop.local': { provider: { virtualRouter: { virtualRouterName: 'shop-vr' } } },
      'green.local': { provider: { virtualNode: { virtualNodeName: 'green-vn' } } },
    },
    virtualGateways: {
      'gate-vg': { listeners: [8088, 8089].map((port) => ({ portMapping: { port, protocol: 'http' } })) },
    },
    gatewayRoutes: named('gate-vg', gatewayRoutes),
    instances: { blue: [blue.port], green: [green.port] },
  });
}

function route(match: Spec, rewrite?: Spec, virtualServiceName = 'shop.local', port = 8088): Spec {
  const target = { virtualService: { virtualServiceName } };
  const action = { target, ...(rewrite === undefined ? {} : { rewrite }) };
  return { httpRoute: { match: { port, ...match }, action } };
}

/** Sends every request and compares what arrives, as `host path`, at the instance whose name is before it. */
async function expectPassages(passages: readonly Passage[], port = 8088): Promise<void> {
  for (const [given, arrives] of passages) {
    const request = typeof given === 'string' ? { url: given } : given;
    blue.forget();
    green.forget();
    const { status, body } = await present(started).arrive(port, {
      ...request,
      headers: { host: 'www.example.com', ...request.headers },
    });
    const arrived = [...blue.requests(), ...green.requests()].map(
      ({ headers, url }) => `${headers.host} ${url}`,
    );
    const expected =
      arrives === 404
        ? [404, '', []]
        : [200, arrives.split(' ')[0], [arrives.slice(arrives.indexOf(' ') + 1)]];
    expect([request, status, body, arrived]).toEqual([request, ...expected]);
  }
}

trafficRow(
  'gateway-prefix-default',
  'a matched prefix becomes the root: whole segments, never two slashes',
  async () => {
    await applyGateway({ one: route({ prefix: '/one' }), two: route({ prefix: '/two/' }) }, everythingToBlue);
    await expectPassages([
      ['/one', 'blue shop.local /'],
      ['/one?q=1', 'blue shop.local /?q=1'],
      ['/one/', 'blue shop.local /'],
      ['/one/x/y?q=/one', 'blue shop.local /x/y?q=/one'],
      ['/one//x', 'blue shop.local /x'],
      ['/oneness', 404],
      ['/two/', 'blue shop.local /'],
      ['/two/x', 'blue shop.local /x'],
      ['/two', 404],
      ['/', 404],
    ]);
  },
);

trafficRow('gateway-prefix-root', 'the root as prefix takes everything and changes no path', async () => {
  await applyGateway({ all: route({ prefix: '/' }) }, everythingToBlue);
  await expectPassages([
    ['/', 'blue shop.local /'],
    ['/x/y/?q', 'blue shop.local /x/y/?q'],
  ]);
});

trafficRow('gateway-prefix-off', 'a prefix whose rewrite is off stays', async () => {
  const rewrite = { prefix: { defaultPrefix: 'DISABLED' } };
  await applyGateway({ one: route({ prefix: '/one' }, rewrite) }, everythingToBlue);
  await expectPassages([
    ['/one', 'blue shop.local /one'],
    ['/one/x?q', 'blue shop.local /one/x?q'],
    ['/oneness', 404],
  ]);
});

trafficRow(
  'gateway-prefix-value',
  'a prefix becomes another one, with or without a slash at either end',
  async () => {
    const rewrite = (value: string) => ({ prefix: { value } });
    await applyGateway(
      {
        a: route({ prefix: '/a' }, rewrite('/api/')),
        b: route({ prefix: '/b/' }, rewrite('/api')),
        c: route({ prefix: '/c' }, rewrite('/api')),
        d: route({ prefix: '/d/' }, rewrite('//api//v1/')),
      },
      everythingToBlue,
    );
    await expectPassages([
      ['/a', 'blue shop.local /api/'],
      ['/a/x', 'blue shop.local /api/x'],
      ['/b/x', 'blue shop.local /api/x'],
      ['/b/', 'blue shop.local /api/'],
      ['/c', 'blue shop.local /api'],
      ['/c/x?q', 'blue shop.local /api/x?q'],
      ['/d/x', 'blue shop.local /api/v1/x'],
    ]);
  },
);

trafficRow('gateway-path-exact', 'an exact path stays, or becomes another one; the query stays', async () => {
  await applyGateway(
    {
      kept: route({ path: { exact: '/kept' } }),
      other: route({ path: { exact: '/a' } }, { path: { exact: '/b/c' } }),
    },
    everythingToBlue,
  );
  await expectPassages([
    ['/kept?q', 'blue shop.local /kept?q'],
    ['/a', 'blue shop.local /b/c'],
    ['/a?q=1', 'blue shop.local /b/c?q=1'],
    ['/a/', 404],
  ]);
});

trafficRow('gateway-path-regex', 'a path that fits an expression stays, or becomes one path', async () => {
  await applyGateway(
    {
      kept: route({ path: { regex: '/k[0-9]+' } }),
      other: route({ path: { regex: '/(a|b)/.*' } }, { path: { exact: '/one\\1' } }),
    },
    everythingToBlue,
  );
  await expectPassages([
    ['/k7?q', 'blue shop.local /k7?q'],
    ['/a/x/y?q=1', 'blue shop.local /one\\1?q=1'],
    ['/b/', 'blue shop.local /one\\1'],
    ['/c/', 404],
  ]);
});

trafficRow(
  'gateway-hostname',
  'a host is matched whole or by its end, exact before suffix, without its port',
  async () => {
    const kept = { hostname: { defaultTargetHostname: 'DISABLED' } };
    await applyGateway(
      {
        exact: route({ hostname: { exact: 'www.example.com' } }, undefined, 'green.local'),
        suffix: route({ hostname: { suffix: '.example.com' } }, kept),
        asterisk: route({ hostname: { suffix: '*.example.org' } }, kept),
      },
      everythingToBlue,
    );
    const from = (host: string, url = '/a'): RequestToSend => ({ url, headers: { host } });
    await expectPassages([
      [from('www.example.com'), 'green green.local /a'],
      [from('WWW.example.com:8088', '/a?q'), 'green green.local /a?q'],
      [from('shop.example.com'), 'blue shop.example.com /a'],
      [from('a.b.example.com:80'), 'blue a.b.example.com:80 /a'],
      [from('shop.example.org'), 'blue shop.example.org /a'],
      [from('example.com'), 404],
      [from('www.example.com.evil'), 404],
      [from('wwwXexample.com'), 404],
    ]);
  },
);

trafficRow(
  'gateway-hostname-prefix',
  'a match on the host alone takes every path; its prefix rewrite leaves the path alone, or puts a value before it',
  async () => {
    const withPrefix = (exact: string, prefix: Spec) => route({ hostname: { exact } }, { prefix });
    await applyGateway(
      {
        enabled: withPrefix('enabled.example.com', { defaultPrefix: 'ENABLED' }),
        disabled: withPrefix('disabled.example.com', { defaultPrefix: 'DISABLED' }),
        value: withPrefix('api.example.com', { value: '/api/v1/' }),
        open: withPrefix('open.example.com', { value: '/api' }),
      },
      everythingToBlue,
    );
    const from = (host: string, url: string): RequestToSend => ({ url, headers: { host } });
    await expectPassages([
      [from('enabled.example.com', '/a/b?q'), 'blue shop.local /a/b?q'],
      [from('disabled.example.com', '/a/b?q'), 'blue shop.local /a/b?q'],
      [from('api.example.com', '/'), 'blue shop.local /api/v1/'],
      [from('api.example.com', '/a/b?q'), 'blue shop.local /api/v1/a/b?q'],
      [from('open.example.com:8088', '/a'), 'blue shop.local /api/a'],
    ]);
  },
);

trafficRow('gateway-hostname-kept', 'a host whose rewrite is off stays', async () => {
  const rewrite = { hostname: { defaultTargetHostname: 'DISABLED' } };
  await applyGateway({ all: route({ prefix: '/a' }, rewrite) }, everythingToBlue);
  await expectPassages([['/a/b', 'blue www.example.com /b']]);
});

trafficRow(
  'gateway-conditions',
  'a gateway route has the conditions of a route: method, headers, query',
  async () => {
    const conditions = {
      method: 'POST',
      headers: [{ name: 'x-a', match: { exact: '1' } }],
      queryParameters: [{ name: 'q' }],
    };
    await applyGateway({ all: route({ prefix: '/a', ...conditions }) }, everythingToBlue);
    await expectPassages([
      [{ method: 'POST', url: '/a/b?q', headers: { 'x-a': '1' } }, 'blue shop.local /b?q'],
      [{ method: 'GET', url: '/a/b?q', headers: { 'x-a': '1' } }, 404],
      [{ method: 'POST', url: '/a/b', headers: { 'x-a': '1' } }, 404],
      [{ method: 'POST', url: '/a/b?q' }, 404],
    ]);
  },
);

trafficRow(
  'gateway-then-router',
  'the routes behind a gateway see the rewritten path, and what they do not take is 404',
  async () => {
    await applyGateway(
      {
        shop: route({ prefix: '/shop' }),
        everything: route({ prefix: '/' }, undefined, 'green.local'),
      },
      {
        exact: to('blue-vn', { path: { exact: '/list' } }),
        regex: to('blue-vn', { path: { regex: '/items?/[0-9]+|.*\\.png' } }),
        prefix: to('blue-vn', { prefix: '/cart/', method: 'POST' }),
      },
    );
    await expectPassages([
      ['/shop/list?q', 'blue shop.local /list?q'],
      ['/shop/item/7', 'blue shop.local /item/7'],
      ['/shop/items/8?q', 'blue shop.local /items/8?q'],
      ['/shop/a/b.png', 'blue shop.local /a/b.png'],
      [{ method: 'POST', url: '/shop/cart/x' }, 'blue shop.local /cart/x'],
      ['/shop/cart/x', 404],
      ['/shop/shop/list', 404],
      ['/shop', 404],
      ['/list', 'green green.local /list'],
      ['/shopping', 'green green.local /shopping'],
    ]);
  },
);

trafficRow(
  'gateway-regex-then-router',
  'an expression at the gateway and a match behind it must both fit',
  async () => {
    await applyGateway(
      {
        any: route({ path: { regex: '/v[12]/.*' } }),
        old: route({ path: { regex: '/old/.*' } }, { path: { exact: '/v1/x' } }),
      },
      {
        exact: to('green-vn', { path: { exact: '/v1/exact' } }),
        regex: to('green-vn', { path: { regex: '.*/[0-9]+' } }),
        prefix: to('blue-vn', { prefix: '/v1/' }),
      },
    );
    await expectPassages([
      ['/v1/exact?q', 'green shop.local /v1/exact?q'],
      ['/v2/7', 'green shop.local /v2/7'],
      ['/v3/7', 404],
      ['/v1/x', 'blue shop.local /v1/x'],
      ['/v2/x', 404],
      ['/old/7', 'blue shop.local /v1/x'],
    ]);
  },
);

trafficRow('gateway-listeners', 'each listener has its own gateway routes', async () => {
  await applyGateway(
    { one: route({ prefix: '/' }), two: route({ prefix: '/' }, undefined, 'green.local', 8089) },
    everythingToBlue,
  );
  await expectPassages([['/x', 'blue shop.local /x']], 8088);
  await expectPassages([['/x', 'green green.local /x']], 8089);
});

trafficRow('gateway-order', 'priority, then host, then path as for routes', async () => {
  await applyGateway(
    {
      a: route({ prefix: '/' }),
      b: route({ prefix: '/x' }, undefined, 'green.local'),
      c: { priority: 0, ...route({ prefix: '/x/first' }) },
    },
    everythingToBlue,
  );
  await expectPassages([
    ['/x/first/1', 'blue shop.local /1'],
    ['/x/1', 'green green.local /1'],
    ['/y', 'blue shop.local /y'],
  ]);
});
