import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { createServiceApp } from '../app/create-service-app.ts';
import { outboundVariables, serviceVariables } from '../config/service-variables.ts';
import { createTestService } from '../testing/create-test-service.ts';
import { startTestServer } from '../testing/test-server.ts';
import { createHttpClient } from './http-client.ts';
import { OutboundError } from './outbound-error.ts';

const variables = { ...serviceVariables, ...outboundVariables };
const PRODUCT = 'http://product.default.svc.cluster.local:8080/';
const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

function clientWith(environment: Readonly<Record<string, string>> = {}) {
  return createHttpClient(createTestService('Test', variables, environment));
}

/** An app whose `/` calls a URL with the client under test. */
function appThatCalls(url: string, environment: Readonly<Record<string, string>> = {}) {
  const service = createTestService('Test', variables, environment);
  const http = createHttpClient(service);
  return createServiceApp(service, {
    '/': {
      get: async (_request, response) => {
        response.json((await http.get(url)).data);
      },
    },
  });
}

interface Seen {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly connection: unknown;
}

/** A listener that remembers what it has seen. */
function recorder() {
  const seen: Seen[] = [];
  const listener: RequestListener = (incoming, response) => {
    seen.push({ url: incoming.url, headers: incoming.headers, connection: incoming.socket });
    response.setHeader('Content-Type', 'application/json').end('{"ok":true}');
  };
  return { seen, listener };
}

describe('what a call carries', () => {
  test('is the trace header and the request id of the request it is made for', async () => {
    const { seen, listener } = recorder();
    const { url } = await startTestServer(listener);
    await request(appThatCalls(url)).get('/').set('X-Request-Id', 'abc-1').set('X-Amzn-Trace-Id', TRACE);
    expect(seen[0]?.headers).toMatchObject({ 'x-request-id': 'abc-1', 'x-amzn-trace-id': TRACE });
  });

  test('is no trace header when the caller has sent none', async () => {
    const { seen, listener } = recorder();
    const { url } = await startTestServer(listener);
    await request(appThatCalls(url)).get('/');
    expect(seen[0]?.headers).not.toHaveProperty('x-amzn-trace-id');
    expect(seen[0]?.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a proxy', () => {
  test.each(['http_proxy', 'HTTP_PROXY'])(
    'in %s gets the whole URL and the trace header',
    async (variable) => {
      const { seen, listener } = recorder();
      const proxy = await startTestServer(listener);
      const app = appThatCalls(`${PRODUCT}a?b=c`, { [variable]: proxy.url });
      const response = await request(app).get('/').set('X-Amzn-Trace-Id', TRACE);
      expect(response.body).toEqual({ ok: true });
      expect(seen).toMatchObject([
        {
          url: `${PRODUCT}a?b=c`,
          headers: { host: 'product.default.svc.cluster.local:8080', 'x-amzn-trace-id': TRACE },
        },
      ]);
    },
  );

  test('keeps its connections for later calls', async () => {
    const { seen, listener } = recorder();
    const proxy = await startTestServer(listener);
    const http = clientWith({ http_proxy: proxy.url });
    for (const path of ['1', '2', '3']) await http.get(PRODUCT + path);
    expect(seen.map(({ url }) => url)).toEqual(['1', '2', '3'].map((path) => PRODUCT + path));
    expect(new Set(seen.map(({ connection }) => connection)).size).toBe(1);
  });

  test('is not used for hosts in no_proxy', async () => {
    const { seen, listener } = recorder();
    const target = await startTestServer(listener);
    const http = clientWith({ http_proxy: 'http://127.0.0.1:1', no_proxy: 'localhost,127.0.0.1' });
    await http.get(`${target.url}/direct`);
    expect(seen).toMatchObject([{ url: '/direct' }]);
  });
});

describe('a kept connection', () => {
  test('serves the next call', async () => {
    const { seen, listener } = recorder();
    const { url } = await startTestServer(listener);
    const http = clientWith();
    await http.get(url);
    await http.get(url);
    expect(seen[0]?.connection).toBe(seen[1]?.connection);
  });

  /** Answers the first request of each connection, and drops the connection at the second. */
  function dropsSecondRequests() {
    const used = new WeakSet<object>();
    const dropped: (string | undefined)[] = [];
    const listener: RequestListener = (incoming, response) => {
      if (used.has(incoming.socket)) {
        dropped.push(incoming.method);
        incoming.socket.resetAndDestroy();
        return;
      }
      used.add(incoming.socket);
      response.end('{}');
    };
    return { dropped, listener };
  }

  test.each(['directly', 'through a proxy'])('that its server closes costs no GET sent %s', async (way) => {
    const { dropped, listener } = dropsSecondRequests();
    const { url } = await startTestServer(listener);
    const http = clientWith(way === 'directly' ? {} : { http_proxy: url });
    await http.get(url);
    const { status } = await http.get(url);
    expect(status).toBe(200);
    expect(dropped).toEqual(['GET']);
  });

  test('that its server closes does not make a POST happen twice', async () => {
    const { dropped, listener } = dropsSecondRequests();
    const { url } = await startTestServer(listener);
    const http = clientWith();
    await http.post(url);
    await expect(http.post(url)).rejects.toThrow('closed the connection without an answer');
    expect(dropped).toEqual(['POST']);
  });
});

describe('a failed call', () => {
  test('with an error status has the reason that the answer gives', async () => {
    const { url } = await startTestServer((_request, response) => {
      response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"error":"Simulated Error"}');
    });
    await expect(clientWith().get(url)).rejects.toEqual(
      new OutboundError('answered 500: Simulated Error', { status: 500 }),
    );
  });

  test('with an error status and a text has the first line of it', async () => {
    const { url } = await startTestServer((_request, response) => {
      response.writeHead(503).end(`no healthy upstream ${'.'.repeat(200)}\nmore`);
    });
    await expect(clientWith().get(url)).rejects.toThrow(/^answered 503: no healthy upstream \.{100}\.\.\.$/);
  });

  test('does not follow redirects', async () => {
    const { url } = await startTestServer((_request, response) => {
      response.writeHead(302, { Location: '/elsewhere' }).end();
    });
    await expect(clientWith().get(url)).rejects.toThrow('answered 302');
  });

  test('names its timeout, also when the server keeps sending', async () => {
    const { url } = await startTestServer((_request, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(timer));
    });
    await expect(clientWith().get(url, { timeout: 100 })).rejects.toThrow('no answer within 100 ms');
  });

  test('names who refuses the connection: the service', async () => {
    const http = clientWith();
    await expect(http.get('http://127.0.0.1:1/')).rejects.toThrow('127.0.0.1:1 refuses connections');
  });

  test('names who refuses the connection: the proxy', async () => {
    const http = clientWith({ http_proxy: 'http://127.0.0.1:1' });
    await expect(http.get(PRODUCT)).rejects.toThrow('the proxy 127.0.0.1:1 refuses connections');
  });

  test('names a server that says nothing', async () => {
    const { url } = await startTestServer((incoming) => incoming.socket.destroy());
    await expect(clientWith().get(url)).rejects.toThrow(
      `${new URL(url).host} closed the connection without an answer`,
    );
  });

  test('names what cannot be resolved', async () => {
    await expect(clientWith().get('http://nobody.invalid/')).rejects.toThrow(
      'the name of nobody.invalid cannot be resolved',
    );
  });
});
