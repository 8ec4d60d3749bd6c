import { dirname } from 'node:path';
import {
  createTestService,
  describeServiceContract,
  startTestServer,
} from '@mesh-workshop/service-kit/testing';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { serviceName as name, variables } from './config.ts';

describeServiceContract({ name, variables, createApp, folder: dirname(import.meta.dirname) });

const OWN_LINE = '{"service":"Order","version":"1.0"}\n';
const PRODUCT_LINE = '{"service":"Product","version":"1.5"}\n';
const CUSTOMER_LINE = '{"service":"Customer","version":"2.0"}\n';

interface Answer {
  readonly status?: number;
  readonly body: string;
}

/** Starts a dependency that answers with a body, or never. */
async function startDependency(answer: Answer | 'never') {
  const { url } = await startTestServer((_request, response) => {
    if (answer !== 'never') response.writeHead(answer.status ?? 200).end(answer.body);
  });
  return url;
}

async function ask(
  product: Answer | 'never',
  customer: Answer | 'never',
  environment: Readonly<Record<string, string>> = {},
) {
  const urls = {
    PRODUCT_SVC_URL: await startDependency(product),
    CUSTOMER_SVC_URL: await startDependency(customer),
  };
  const app = createApp(createTestService(name, variables, { ...urls, ...environment }));
  return request(app).get('/');
}

describe('Order', () => {
  test('answers three lines of JSON: its own, Product, Customer', async () => {
    const response = await ask({ body: PRODUCT_LINE }, { body: CUSTOMER_LINE });
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.text).toBe(OWN_LINE + PRODUCT_LINE + CUSTOMER_LINE);
  });

  test('asks both in parallel, and keeps the order of the lines whoever answers first', async () => {
    let customerAsked: () => void = () => undefined;
    const customerWasAsked = new Promise<void>((resolve) => {
      customerAsked = resolve;
    });
    const product = await startTestServer(async (_request, response) => {
      // Were Customer asked only after Product's answer, this would wait until the timeout.
      await customerWasAsked;
      response.end(PRODUCT_LINE);
    });
    const customer = await startTestServer((_request, response) => {
      customerAsked();
      response.end(CUSTOMER_LINE);
    });
    const urls = { PRODUCT_SVC_URL: product.url, CUSTOMER_SVC_URL: customer.url };
    const response = await request(createApp(createTestService(name, variables, urls))).get('/');
    expect(response.text).toBe(OWN_LINE + PRODUCT_LINE + CUSTOMER_LINE);
  });

  test('says in its line that Product failed, with status 502 and the other lines still there', async () => {
    const failure = { status: 500, body: '{"service":"Product","error":"Simulated Error"}' };
    const response = await ask(failure, { body: CUSTOMER_LINE });
    expect(response.status).toBe(502);
    const line = '{"service":"Product","error":"answered 500: Simulated Error"}\n';
    expect(response.text).toBe(OWN_LINE + line + CUSTOMER_LINE);
  });

  test('says in its line that Customer took longer than CUSTOMER_TIMEOUT_MS', async () => {
    const response = await ask({ body: PRODUCT_LINE }, 'never', { CUSTOMER_TIMEOUT_MS: '100' });
    expect(response.status).toBe(502);
    const line = '{"service":"Customer","error":"no answer within 100 ms"}\n';
    expect(response.text).toBe(OWN_LINE + PRODUCT_LINE + line);
  });

  test('answers three lines when both fail', async () => {
    const urls = {
      PRODUCT_SVC_URL: 'http://127.0.0.1:1',
      CUSTOMER_SVC_URL: await startDependency({ body: 'hi' }),
    };
    const response = await request(createApp(createTestService(name, variables, urls))).get('/');
    expect(response.status).toBe(502);
    expect(response.text.split('\n')).toEqual([
      OWN_LINE.trim(),
      '{"service":"Product","error":"127.0.0.1:1 refuses connections"}',
      '{"service":"Customer","error":"the answer is not JSON with \\"service\\" and \\"version\\""}',
      '',
    ]);
  });
});
