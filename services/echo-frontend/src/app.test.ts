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

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function ask(environment: Readonly<Record<string, string>>, path = '/') {
  const app = createApp(createTestService(name, variables, { HOSTNAME: 'some-pod', ...environment }));
  return request(app).get(path);
}

/** Starts a backend that answers with a body, or never. */
async function startBackend(body: string | 'never', status = 200) {
  const { url } = await startTestServer((_request, response) => {
    if (body !== 'never') response.writeHead(status).end(body);
  });
  return url;
}

describe('version 1.0', () => {
  test('answers with where and when it ran, and its version', async () => {
    const response = await ask({});
    expect(response.status).toBe(200);
    expect(response.body).toEqual({
      hostname: 'some-pod',
      time: expect.stringMatching(ISO_TIME),
      version: '1.0',
    });
  });

  test('adds the address of its node when it knows it', async () => {
    const response = await ask({ NODE_IP: '10.0.0.7' });
    expect(response.body).toMatchObject({ version: '1.0', nodeIp: '10.0.0.7' });
  });

  test('says the name of the machine when it has none of its own', async () => {
    const response = await ask({ HOSTNAME: '' });
    expect(response.body.hostname).toMatch(/^[\w.-]+$/);
  });

  test('calls nobody, whatever BACKEND says', async () => {
    const response = await ask({ BACKEND: 'http://127.0.0.1:1' });
    expect(response.status).toBe(200);
    expect(response.body).not.toHaveProperty('backend');
  });
});

describe('version 2.0', () => {
  test('says that there is no backend when it was given none', async () => {
    const response = await ask({ VERSION: '2.0' });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ version: '2.0', backend: 'none' });
  });

  test('adds the version of the backend, at every request anew', async () => {
    let version = 11;
    const { url } = await startTestServer((_request, response) => {
      response.end(JSON.stringify({ version: `${version}.0` }));
      version += 1;
    });
    const app = createApp(createTestService(name, variables, { VERSION: '2.0', BACKEND: url }));
    for (const backend of ['11.0', '12.0']) {
      const response = await request(app).get('/');
      expect(response.body).toMatchObject({ version: '2.0', backend });
    }
  });

  test('answers 502 and says why when the backend fails', async () => {
    const failure = '{"service":"echo-backend","error":"Simulated Error"}';
    const response = await ask({ VERSION: '2.0', BACKEND: await startBackend(failure, 500) });
    expect(response.status).toBe(502);
    expect(response.body).toEqual({
      hostname: 'some-pod',
      time: expect.stringMatching(ISO_TIME),
      version: '2.0',
      error: 'backend: answered 500: Simulated Error',
    });
  });

  test('answers 502 and says so when the backend takes longer than BACKEND_TIMEOUT_MS', async () => {
    const backend = await startBackend('never');
    const response = await ask({ VERSION: '2.0', BACKEND: backend, BACKEND_TIMEOUT_MS: '100' });
    expect(response.status).toBe(502);
    expect(response.body).toMatchObject({ version: '2.0', error: 'backend: no answer within 100 ms' });
  });

  test('answers 502 when nobody is there, or the answer makes no sense', async () => {
    const refused = await ask({ VERSION: '2.0', BACKEND: 'http://127.0.0.1:1' });
    expect(refused.status).toBe(502);
    expect(refused.body.error).toBe('backend: 127.0.0.1:1 refuses connections');
    const strange = await ask({ VERSION: '2.0', BACKEND: await startBackend('<html>') });
    expect(strange.status).toBe(502);
    expect(strange.body.error).toBe('backend: the answer is not JSON with a "version" that is a string');
  });
});

describe('BASE_PATH', () => {
  test('is answered like /, which stays', async () => {
    for (const path of ['/', '/blue/', '/blue']) {
      const response = await ask({ BASE_PATH: '/blue/' }, path);
      expect(response.body, path).toMatchObject({ version: '1.0' });
    }
    expect((await ask({ BASE_PATH: '/blue/' }, '/green/')).status).toBe(404);
  });
});

describe('CPU_ROUNDS', () => {
  test('leaves the probes their turn while a request is at work', async () => {
    const { url } = await startTestServer(
      createApp(createTestService(name, variables, { CPU_ROUNDS: '10000000000' })),
    );
    let answered = false;
    const working = request(url).get('/');
    const worked = working.then(
      () => {
        answered = true;
      },
      // Ended below: nobody waits for the sum.
      () => undefined,
    );
    for (const path of ['/health', '/ready', '/health', '/ready']) await request(url).get(path).expect(200);
    expect(answered).toBe(false);
    working.abort();
    await worked;
  });
});
