import { afterAll, beforeAll, expect } from 'vitest';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import type { RequestToSend } from '../testing/send-request.ts';
import { type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { shopMesh, to } from './shop-mesh.ts';
import { trafficRow } from './traffic-row.ts';

let started: ProxyUnderTest | undefined;
let yes: RecordingBackend;
let no: RecordingBackend;

beforeAll(async () => {
  yes = await startRecordingBackend('yes');
  no = await startRecordingBackend('no');
  started = await startProxyUnderTest('virtualNode', 'front-vn');
});

afterAll(async () => {
  await started?.stop();
  await yes.stop();
  await no.stop();
});

/** A route with a condition and priority 0 leads to `yes`, every other request to `no`. */
async function expectMatch(
  match: Readonly<Record<string, unknown>>,
  expected: { readonly yes: readonly RequestToSend[]; readonly no: readonly RequestToSend[] },
): Promise<void> {
  const proxy = present(started);
  const routes = { condition: { priority: 0, ...to('yes-vn', match) }, rest: to('no-vn') };
  await proxy.apply(shopMesh({ nodes: { 'yes-vn': [yes], 'no-vn': [no] }, routes }));
  for (const answer of ['yes', 'no'] as const) {
    for (const request of expected[answer]) {
      const received = await proxy.call({ ...request, url: `http://shop${request.url}` });
      expect([request, received.status, received.body]).toEqual([request, 200, answer]);
    }
  }
}

const at = (...urls: readonly string[]): readonly RequestToSend[] => urls.map((url) => ({ url }));
const withHeader = (name: string, ...values: readonly string[]): readonly RequestToSend[] =>
  values.map((value) => ({ url: '/', headers: { [name]: value } }));

trafficRow('match-prefix', 'a prefix is any start of the path', async () => {
  await expectMatch(
    { prefix: '/cart' },
    { yes: at('/cart', '/cart/1', '/cartoon', '/cart?q'), no: at('/', '/Cart', '/x/cart', '/?/cart') },
  );
});

trafficRow('match-path-exact', 'an exact path is the whole path, whatever the query', async () => {
  await expectMatch(
    { path: { exact: '/cart' } },
    { yes: at('/cart', '/cart?q=1'), no: at('/cart/', '/carts', '/CART') },
  );
});

trafficRow('match-path-regex', 'an expression has to match the whole path, without the query', async () => {
  await expectMatch(
    { path: { regex: '/items/[0-9]+' } },
    { yes: at('/items/7', '/items/42?q=x'), no: at('/items/', '/items/7/8', '/x/items/7', '/items/a') },
  );
});

trafficRow('match-header-exact', 'a header has one value', async () => {
  const match = { prefix: '/', headers: [{ name: 'x-user', match: { exact: 'beta' } }] };
  await expectMatch(match, {
    yes: withHeader('X-User', 'beta'),
    no: [...withHeader('x-user', 'Beta', 'beta2'), ...at('/')],
  });
});

trafficRow('match-header-prefix-suffix', 'a header begins with one text and ends with another', async () => {
  const headers = [
    { name: 'x-user', match: { prefix: 'be' } },
    { name: 'x-user', match: { suffix: 'ta' } },
  ];
  await expectMatch(
    { prefix: '/', headers },
    { yes: withHeader('x-user', 'beta', 'be-ta'), no: [...withHeader('x-user', 'bet', 'zeta'), ...at('/')] },
  );
});

trafficRow(
  'match-header-regex',
  'an expression has to match the whole header; cookies are a header',
  async () => {
    const headers = [{ name: 'cookie', match: { regex: '(.*; )?group=(a|b)(;.*)?' } }];
    await expectMatch(
      { prefix: '/', headers },
      {
        yes: withHeader('cookie', 'group=a', 'x=1; group=b; y=2'),
        no: [...withHeader('cookie', 'group=c', 'xgroup=a'), ...at('/')],
      },
    );
  },
);

trafficRow('match-header-range', 'a header is a whole number from start to before end', async () => {
  const match = { prefix: '/', headers: [{ name: 'x-n', match: { range: { start: -1, end: 10 } } }] };
  await expectMatch(match, {
    yes: withHeader('x-n', '-1', '0', '9'),
    no: [...withHeader('x-n', '-2', '10', '1.5', 'one'), ...at('/')],
  });
});

trafficRow('match-header-present', 'a header is there, whatever its value', async () => {
  await expectMatch(
    { prefix: '/', headers: [{ name: 'x-debug' }] },
    { yes: withHeader('x-debug', '1', 'anything'), no: at('/', '/x-debug') },
  );
});

trafficRow(
  'match-header-invert',
  'an inverted match is a header that is there with another value',
  async () => {
    const headers = [{ name: 'x-user', match: { exact: 'beta' }, invert: true }];
    await expectMatch(
      { prefix: '/', headers },
      { yes: withHeader('x-user', 'alpha'), no: [...withHeader('x-user', 'beta'), ...at('/')] },
    );
  },
);

trafficRow('match-header-absent', 'an inverted presence is a header that is not there', async () => {
  const headers = [{ name: 'x-user', invert: true }];
  await expectMatch({ prefix: '/', headers }, { yes: at('/'), no: withHeader('x-user', 'beta') });
});

trafficRow('match-query', 'a query parameter has one value, or is there at all', async () => {
  const queryParameters = [{ name: 'color', match: { exact: 'blue' } }, { name: 'debug' }];
  await expectMatch(
    { prefix: '/', queryParameters },
    {
      yes: at('/?color=blue&debug=1', '/x?debug&color=blue'),
      no: at('/?color=blue', '/?color=red&debug', '/?debug', '/'),
    },
  );
});

trafficRow('match-method', 'a method is one method', async () => {
  const requests = (...methods: readonly string[]) => methods.map((method) => ({ url: '/', method }));
  await expectMatch(
    { prefix: '/', method: 'POST' },
    { yes: requests('POST'), no: requests('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS') },
  );
});

trafficRow('match-scheme', 'a scheme is that of the request', async () => {
  await expectMatch({ prefix: '/', scheme: 'https' }, { yes: [], no: at('/', '/?https') });
  await expectMatch({ prefix: '/', scheme: 'http' }, { yes: at('/'), no: [] });
});

trafficRow('match-port', 'one virtual service has other routes on another port', async () => {
  const proxy = present(started);
  const mesh = shopMesh({
    nodes: { 'yes-vn': [yes], 'no-vn': [no] },
    routes: { one: to('no-vn', { port: 80 }), two: to('yes-vn', { prefix: '/', port: 8080 }) },
  });
  const listeners = [80, 8080].map((port) => ({ portMapping: { port, protocol: 'http' } }));
  await proxy.apply({ ...mesh, virtualRouters: { 'shop-vr': { listeners } } });
  expect((await proxy.call('http://shop/')).body).toBe('no');
  expect((await proxy.call('http://shop:8080/')).body).toBe('yes');
});

trafficRow(
  'route-order',
  'priority first, then exact path, expression, longest prefix, most conditions, name',
  async () => {
    const proxy = present(started);
    const [first, second] = [yes, no];
    const expectFirst = async (routes: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => {
      await proxy.apply(shopMesh({ nodes: { 'yes-vn': [first], 'no-vn': [second] }, routes }));
      const request = { url: 'http://shop/cart/1', headers: { 'x-a': '1' } };
      expect([Object.keys(routes), (await proxy.call(request)).body]).toEqual([Object.keys(routes), 'yes']);
    };
    await expectFirst({
      z: { priority: 1, ...to('yes-vn') },
      a: { priority: 2, ...to('no-vn', { prefix: '/cart' }) },
    });
    await expectFirst({ z: { priority: 1000, ...to('yes-vn') }, a: to('no-vn', { prefix: '/cart' }) });
    await expectFirst({
      z: to('yes-vn', { path: { exact: '/cart/1' } }),
      a: to('no-vn', { path: { regex: '/cart/[0-9]' } }),
    });
    await expectFirst({
      z: to('yes-vn', { path: { regex: '/c.*' } }),
      a: to('no-vn', { prefix: '/cart/1' }),
    });
    await expectFirst({ z: to('yes-vn', { prefix: '/cart' }), a: to('no-vn') });
    await expectFirst({ z: to('yes-vn', { prefix: '/', headers: [{ name: 'x-a' }] }), a: to('no-vn') });
    await expectFirst({ a: to('yes-vn'), z: to('no-vn') });
  },
);

trafficRow('no-match', 'what no route takes is answered with 404, and reaches nobody', async () => {
  const proxy = present(started);
  yes.forget();
  await proxy.apply(
    shopMesh({ nodes: { 'yes-vn': [yes] }, routes: { cart: to('yes-vn', { prefix: '/cart' }) } }),
  );
  expect(await proxy.call('http://shop/other')).toMatchObject({ status: 404, body: '' });
  expect(yes.requests()).toEqual([]);
});

trafficRow('weights', 'a target gets its share, and with weight 0 nothing', async () => {
  const proxy = present(started);
  const split = async (weights: readonly [number, number]) => {
    const weightedTargets = [
      { virtualNode: 'yes-vn', weight: weights[0] },
      { virtualNode: 'no-vn', weight: weights[1] },
    ];
    const routes = { all: { httpRoute: { match: { prefix: '/' }, action: { weightedTargets } } } };
    await proxy.apply(shopMesh({ nodes: { 'yes-vn': [yes], 'no-vn': [no] }, routes }));
    yes.forget();
    no.forget();
    for (let sent = 0; sent < 200; sent += 1) expect((await proxy.call('http://shop/')).status).toBe(200);
    return yes.requests().length;
  };
  expect(await split([100, 0])).toBe(200);
  expect(await split([0, 1])).toBe(0);
  // 150 are expected; fewer than 115 or more than 185 come once in 10 million times.
  const three = await split([75, 25]);
  expect(three).toBeGreaterThan(115);
  expect(three).toBeLessThan(185);
});
