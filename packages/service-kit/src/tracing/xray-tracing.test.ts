import type { IncomingHttpHeaders } from 'node:http';
import { pino } from 'pino';
import request from 'supertest';
import { beforeEach, describe, expect, test } from 'vitest';
import { createServiceApp } from '../app/create-service-app.ts';
import { outboundVariables, serviceVariables } from '../config/service-variables.ts';
import { createHttpClient } from '../outbound/http-client.ts';
import { createTestService } from '../testing/create-test-service.ts';
import { startTestServer } from '../testing/test-server.ts';
import { startXrayDaemon, type XrayDaemon } from '../testing/xray-daemon.ts';
import { loadXrayTracing } from './xray-tracing.ts';

const variables = { ...serviceVariables, ...outboundVariables };
const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const PARENT = '53995c3f42cd8ad8';
const PRODUCT = 'http://product.default.svc.cluster.local:8080/';

let daemon: XrayDaemon;
let called: IncomingHttpHeaders[];

beforeEach(async () => {
  daemon = await startXrayDaemon();
  called = [];
});

/** A traced app whose `/` calls a URL through a proxy that answers with a status. */
async function tracedApp(status = 200) {
  const proxy = await startTestServer((incoming, response) => {
    called.push(incoming.headers);
    response.writeHead(status).end('{"ok":true}');
  });
  const { logger } = createTestService('Order', variables);
  const tracing = await loadXrayTracing({ serviceName: 'Order', daemonAddress: daemon.address, logger });
  const service = createTestService('Order', variables, { http_proxy: proxy.url }, { tracing });
  const http = createHttpClient(service);
  return createServiceApp(service, {
    '/': {
      get: async (_request, response) => {
        response.json((await http.get(`${PRODUCT}?id=1`)).data);
      },
    },
  });
}

describe('X-Ray tracing', () => {
  test('records the request and the call, named after the host that is called', async () => {
    await request(await tracedApp())
      .get('/')
      .set('X-Amzn-Trace-Id', `Root=${ROOT};Parent=${PARENT};Sampled=1`);
    await expect.poll(() => daemon.segments).toHaveLength(1);
    expect(daemon.segments[0]).toMatchObject({
      name: 'Order',
      trace_id: ROOT,
      parent_id: PARENT,
      http: { request: { method: 'GET' }, response: { status: 200 } },
      subsegments: [
        {
          name: 'product.default.svc.cluster.local:8080',
          namespace: 'remote',
          http: { request: { url: PRODUCT, method: 'GET' }, response: { status: 200 } },
        },
      ],
    });
  });

  test('makes the subsegment the parent of what the called service records', async () => {
    await request(await tracedApp())
      .get('/')
      .set('X-Amzn-Trace-Id', `Root=${ROOT};Parent=${PARENT};Sampled=1`);
    await expect.poll(() => daemon.segments).toHaveLength(1);
    const subsegment = daemon.segments[0]?.subsegments?.[0];
    expect(called[0]?.['x-amzn-trace-id']).toBe(`Root=${ROOT};Parent=${subsegment?.id};Sampled=1`);
  });

  test('marks a call that is answered 503 as a fault', async () => {
    await request(await tracedApp(503))
      .get('/')
      .set('X-Amzn-Trace-Id', `Root=${ROOT};Sampled=1`);
    await expect.poll(() => daemon.segments).toHaveLength(1);
    expect(daemon.segments[0]?.subsegments?.[0]).toMatchObject({
      fault: true,
      http: { response: { status: 503 } },
    });
  });

  test('records nothing of what is not sampled, but passes the trace on', async () => {
    const app = await tracedApp();
    await request(app).get('/').set('X-Amzn-Trace-Id', `Root=${ROOT};Sampled=0`);
    await request(app).get('/').set('X-Amzn-Trace-Id', `Root=1-5759e988-000000000000000000000000;Sampled=1`);
    await expect.poll(() => daemon.segments).toHaveLength(1);
    expect(daemon.segments[0]?.trace_id).toBe('1-5759e988-000000000000000000000000');
    expect(called[0]?.['x-amzn-trace-id']).toMatch(
      new RegExp(`^Root=${ROOT};Parent=[0-9a-f]{16};Sampled=0$`),
    );
  });

  test('asks the daemon for the sampling rules when the caller has not decided', async () => {
    await request(await tracedApp()).get('/');
    await expect.poll(() => daemon.asked).toContain('/GetSamplingRules');
    expect(called[0]?.['x-amzn-trace-id']).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/,
    );
  });

  test('serves whose trace header cannot be read, which is no error of the service', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const tracing = await loadXrayTracing({ serviceName: 'Order', daemonAddress: daemon.address, logger });
    const service = createTestService('Order', variables, {}, { tracing });
    const app = createServiceApp(service, { '/': { get: (_request, response) => void response.json({}) } });
    for (const header of ['Root=1-575t;Sampled=1', 'Root=;;=', 'Root=\u00e9'])
      await request(app).get('/').set('X-Amzn-Trace-Id', header).expect(200);
    expect(lines).toEqual([]);
  });

  test('records no probes', async () => {
    const app = await tracedApp();
    await request(app).get('/health').set('X-Amzn-Trace-Id', `Root=${ROOT};Sampled=1`);
    await request(app).get('/').set('X-Amzn-Trace-Id', `Root=${ROOT};Sampled=1`);
    await expect.poll(() => daemon.segments).toHaveLength(1);
    expect(daemon.segments[0]?.subsegments).toHaveLength(1);
  });
});
