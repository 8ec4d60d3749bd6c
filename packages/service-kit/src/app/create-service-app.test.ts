import { Writable } from 'node:stream';
import { pino } from 'pino';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { serviceVariables } from '../config/service-variables.ts';
import { createTestService } from '../testing/create-test-service.ts';
import { createServiceApp } from './create-service-app.ts';
import type { Endpoints } from './endpoints.ts';
import { currentRequest } from './request-context.ts';

const endpoints: Endpoints = {
  '/': {
    get: (_request, response) => {
      response.json(currentRequest());
    },
  },
  '/items/:id': {
    get: (_request, response) => {
      response.json({});
    },
    put: () => {
      throw new Error('the secret is 42');
    },
  },
};

function appWith(environment: Readonly<Record<string, string>> = {}, parts = {}) {
  return createServiceApp(createTestService('Test', serviceVariables, environment, parts), endpoints);
}

describe('the request id', () => {
  test('is taken over from the caller and answered', async () => {
    const response = await request(appWith()).get('/').set('X-Request-Id', 'abc-1');
    expect(response.headers['x-request-id']).toBe('abc-1');
    expect(response.body).toMatchObject({ requestId: 'abc-1' });
  });

  test.each(['', 'a b', 'x'.repeat(129)])('is made anew when the caller sends %j', async (sent) => {
    const response = await request(appWith()).get('/').set('X-Request-Id', sent);
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('errors', () => {
  test('of a handler are 500 and do not tell what is inside', async () => {
    await request(appWith()).put('/items/1').expect(500, { service: 'Test', error: 'Internal Server Error' });
  });

  test('of the caller are told to the caller', async () => {
    const response = await request(appWith()).get('/items/%zz').expect(400);
    expect(response.body).toMatchObject({ service: 'Test', error: expect.stringContaining('%zz') });
  });

  test('of the method name all methods that are allowed', async () => {
    await request(appWith()).post('/items/1').expect(405).expect('Allow', 'GET, HEAD, PUT');
    await request(appWith()).post('/ready').expect(405).expect('Allow', 'GET, HEAD');
  });
});

describe('/metrics', () => {
  test('counts and times requests by method, route and status, with one route for all unknown paths', async () => {
    const app = appWith();
    for (const path of ['/items/1', '/items/2', '/a', '/b']) await request(app).get(path);
    const metrics = async () => {
      const { text } = await request(app)
        .get('/metrics')
        .expect('Content-Type', /^text\/plain/);
      return text;
    };
    await expect
      .poll(metrics)
      .toContain('http_requests_total{method="GET",route="unmatched",status="404"} 2');
    const text = await metrics();
    expect(text).toContain('http_requests_total{method="GET",route="/items/:id",status="200"} 2');
    expect(text).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/items\/:id"[^}]*\} 2/);
    expect(text).toContain('process_resident_memory_bytes');
  });

  test('counts simulated errors under the route they hit', async () => {
    const app = appWith({ FAILURE_RATE: '100' });
    await request(app).get('/items/1').expect(500);
    await expect
      .poll(async () => (await request(app).get('/metrics')).text)
      .toContain('http_requests_total{method="GET",route="/items/:id",status="500"} 1');
  });
});

describe('fault injection', () => {
  test('does not delay probes and metrics', async () => {
    const app = appWith({ DELAY_MS: '600000' });
    for (const path of ['/health', '/ready', '/metrics']) await request(app).get(path).expect(200);
  });

  test('leaves unknown paths unknown', async () => {
    await request(appWith({ FAILURE_RATE: '100' }))
      .get('/nowhere')
      .expect(404);
  });
});

describe('the log', () => {
  function logOf() {
    const lines: Record<string, unknown>[] = [];
    const stream = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(JSON.parse(String(chunk)));
        done();
      },
    });
    return { lines, logger: pino({ level: 'info' }, stream) };
  }

  test('has one line a request, with the id of the request and of the trace', async () => {
    const { lines, logger } = logOf();
    const trace = '1-5759e988-bd862e3fe1be46a994272793';
    await request(appWith({}, { logger }))
      .get('/items/1?q=1')
      .set('X-Request-Id', 'abc-1')
      .set('X-Amzn-Trace-Id', `Root=${trace};Parent=53995c3f42cd8ad8;Sampled=1`);
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      msg: 'request',
      method: 'GET',
      path: '/items/1',
      status: 200,
      requestId: 'abc-1',
      traceId: trace,
      durationMs: expect.any(Number),
    });
  });

  test('has no line for probes and scrapes', async () => {
    const { lines, logger } = logOf();
    const app = appWith({}, { logger });
    for (const path of ['/health', '/ready', '/metrics', '/nowhere']) await request(app).get(path);
    await expect.poll(() => lines).toMatchObject([{ path: '/nowhere', status: 404 }]);
  });

  test('tells why a handler failed', async () => {
    const { lines, logger } = logOf();
    await request(appWith({}, { logger })).put('/items/1');
    expect(lines[0]).toMatchObject({ msg: 'request failed', err: { message: 'the secret is 42' } });
  });
});
