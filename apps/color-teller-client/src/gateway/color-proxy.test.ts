import { once } from 'node:events';
import { type RequestListener, request as sendRequest } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { createTestService, startTestServer } from '@mesh-workshop/service-kit/testing';
import request from 'supertest';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApp } from './app.ts';
import { serviceName as name, variables } from './config.ts';

/** A gateway in front of a backend. It keeps its connections from one question to the next, as one process does. */
function gateway(environment: Readonly<Record<string, string>>) {
  const app = createApp(createTestService(name, variables, environment));
  return (path = '/gateway/color') => request(app).get(path);
}

/** A backend that keeps what it was asked. */
async function startBackend(answer: RequestListener = (_request, response) => tell(response, 'red')) {
  const asked: {
    url: string | undefined;
    host: string | undefined;
    headers: NodeJS.Dict<string | string[]>;
  }[] = [];
  const { url, server } = await startTestServer((incoming, response) => {
    asked.push({ url: incoming.url, host: incoming.headers.host, headers: incoming.headers });
    answer(incoming, response);
  });
  return { url, asked, server };
}

function tell(response: Parameters<RequestListener>[1], color: string): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ color }));
}

/** A forward proxy as a sidecar is one: it takes absolute URLs, and keeps them. */
async function startSidecar(backendUrl: string) {
  const asked: (string | undefined)[] = [];
  const backend = new URL(backendUrl);
  const { url } = await startTestServer((incoming, response) => {
    asked.push(incoming.url);
    const { pathname } = new URL(incoming.url ?? '');
    const outgoing = sendRequest(
      { host: backend.hostname, port: backend.port, path: pathname, headers: incoming.headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.once('error', () => response.destroy());
    response.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  return { url, asked };
}

describe('without a sidecar', () => {
  test('asks the backend itself', async () => {
    const backend = await startBackend();
    const ask = gateway({ COLOR_BACKEND: backend.url });
    await ask().expect(200, { color: 'red' }).expect('Cache-Control', 'no-store');
    expect(backend.asked).toMatchObject([{ url: '/color', host: new URL(backend.url).host }]);
  });

  test('passes on what stands behind /gateway/color, and the answer that it is not there', async () => {
    const backend = await startBackend((_request, response) =>
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"error":"Not Found: /color/deep"}'),
    );
    const ask = gateway({ COLOR_BACKEND: backend.url });
    await ask('/gateway/color/deep?er=1').expect(404, { error: 'Not Found: /color/deep' });
    expect(backend.asked).toMatchObject([{ url: '/color/deep?er=1' }]);
  });

  test('passes on the cookies, the headers, the trace and the request id, by which a mesh may route', async () => {
    const backend = await startBackend();
    const sent = {
      cookie: 'audience=beta',
      'x-audience': 'beta',
      'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
      'x-request-id': 'one-of-many',
    };
    await gateway({ COLOR_BACKEND: backend.url })().set(sent).expect(200);
    expect(backend.asked).toMatchObject([{ headers: sent }]);
  });

  test('uses a connection again', async () => {
    const backend = await startBackend();
    let connections = 0;
    backend.server.on('connection', () => {
      connections += 1;
    });
    const ask = gateway({ COLOR_BACKEND: backend.url });
    for (let count = 0; count < 3; count += 1) await ask().expect(200);
    expect(connections).toBe(1);
  });
});

describe('with a sidecar', () => {
  test('asks the sidecar for the backend by its name, which needs no address', async () => {
    const backend = await startBackend();
    const sidecar = await startSidecar(backend.url);
    const ask = gateway({
      COLOR_BACKEND: 'http://color-service.service.local:3000',
      HTTP_PROXY: sidecar.url,
    });
    await ask().expect(200, { color: 'red' });
    expect(sidecar.asked).toEqual(['http://color-service.service.local:3000/color']);
    expect(backend.asked).toMatchObject([{ host: 'color-service.service.local:3000' }]);
  });

  test('goes past it to the hosts of NO_PROXY', async () => {
    const backend = await startBackend();
    const sidecar = await startSidecar(backend.url);
    await gateway({ COLOR_BACKEND: backend.url, HTTP_PROXY: sidecar.url, NO_PROXY: '127.0.0.1' })().expect(
      200,
    );
    expect(sidecar.asked).toEqual([]);
  });

  test('says in JSON what the sidecar says in plain text', async () => {
    const { url } = await startTestServer((_request, response) =>
      response.writeHead(503, { 'content-type': 'text/plain' }).end('no healthy upstream'),
    );
    const ask = gateway({ COLOR_BACKEND: 'http://color-service.service.local:3000', HTTP_PROXY: url });
    await ask().expect(503, { service: name, error: 'backend: answered 503: no healthy upstream' });
  });

  test('says that the sidecar, not the backend, is out of reach', async () => {
    const ask = gateway({
      COLOR_BACKEND: 'http://color-service.service.local:3000',
      HTTP_PROXY: 'http://127.0.0.1:1',
    });
    await ask().expect(502, { service: name, error: 'backend: the proxy 127.0.0.1:1 refuses connections' });
  });
});

describe.each([
  ['without a sidecar', false],
  ['with a sidecar', true],
])('a backend in trouble, %s', (_title, meshed) => {
  async function inFrontOf(url: string, environment: Readonly<Record<string, string>> = {}) {
    if (!meshed) return gateway({ COLOR_BACKEND: url, ...environment });
    const sidecar = await startSidecar(url);
    return gateway({ COLOR_BACKEND: 'http://color:3000', HTTP_PROXY: sidecar.url, ...environment });
  }

  test('that is slow is waited for', async () => {
    const backend = await startBackend((_request, response) => {
      setTimeout(() => tell(response, 'red'), 100);
    });
    await (await inFrontOf(backend.url))().expect(200, { color: 'red' });
  });

  test('that fails is heard: its status and its reason', async () => {
    const failure = { service: 'color-teller-backend', error: 'Simulated Error' };
    const backend = await startBackend((_request, response) =>
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(failure)),
    );
    await (await inFrontOf(backend.url))().expect(500, failure);
  });

  test('that does not answer is not waited for longer than BACKEND_TIMEOUT_MS', async () => {
    const backend = await startBackend(() => undefined);
    const ask = await inFrontOf(backend.url, { BACKEND_TIMEOUT_MS: '200' });
    await ask().expect(504, { service: name, error: 'backend: no answer within 200 ms' });
  });

  test('that never ends its answer is not waited for either', async () => {
    const backend = await startBackend((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"color":');
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    });
    const ask = await inFrontOf(backend.url, { BACKEND_TIMEOUT_MS: '300' });
    await ask().expect(504, { service: name, error: 'backend: no answer within 300 ms' });
  });

  test('that answers without end is cut off', async () => {
    const backend = await startBackend((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('x'.repeat(100_000));
    });
    await (await inFrontOf(backend.url))().expect(502, {
      service: name,
      error: 'backend: the answer is longer than 65536 bytes',
    });
  });
});

test('says that nobody listens where the backend should be', async () => {
  const ask = gateway({ COLOR_BACKEND: 'http://127.0.0.1:1' });
  await ask().expect(502, { service: name, error: 'backend: 127.0.0.1:1 refuses connections' });
});

test('says that the name of the backend stands for nobody', async () => {
  const ask = gateway({ COLOR_BACKEND: 'http://color-service.invalid:3000' });
  const { status, body } = await ask();
  expect(status).toBe(502);
  expect(body.error).toBe('backend: the name of color-service.invalid:3000 cannot be resolved');
});

test('asks once more when a kept connection was closed under its question', async () => {
  let questions = 0;
  // Closes each connection at the second question on it, unanswered: a server whose idle time is over just then.
  const server = createSocketServer((socket) => {
    let onThis = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      questions += 1;
      onThis += 1;
      if (onThis > 1) socket.resetAndDestroy();
      else
        socket.write(
          'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{"color":"red"}',
        );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ask = gateway({ COLOR_BACKEND: `http://127.0.0.1:${port}` });
  await ask().expect(200, { color: 'red' });
  await ask().expect(200, { color: 'red' });
  expect(questions).toBe(3);
});

test('leaves the backend alone when the browser has gone', async () => {
  let isGone = false;
  let wasAsked = false;
  const backend = await startBackend((incoming) => {
    wasAsked = true;
    incoming.once('close', () => {
      isGone = true;
    });
  });
  const app = createApp(
    createTestService(name, variables, { COLOR_BACKEND: backend.url, BACKEND_TIMEOUT_MS: '600000' }),
  );
  const { url } = await startTestServer(app);
  const asking = request(url).get('/gateway/color');
  const asked = asking.then(
    () => undefined,
    () => undefined,
  );
  await expect.poll(() => wasAsked).toBe(true);
  asking.abort();
  await asked;
  await expect.poll(() => isGone).toBe(true);
});
