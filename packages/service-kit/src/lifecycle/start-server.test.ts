import { afterEach, describe, expect, test } from 'vitest';
import { createServiceApp } from '../app/create-service-app.ts';
import { serviceVariables } from '../config/service-variables.ts';
import { createTestService } from '../testing/create-test-service.ts';
import { createGate } from '../testing/gate.ts';
import { getRequest, openRawConnection } from '../testing/raw-connection.ts';
import { type RunningServer, startServer } from './start-server.ts';

let running: RunningServer | undefined;

afterEach(async () => {
  await running?.drain();
});

/** A server with `/` that answers at once, `/slow` that answers and `/half` that ends when the gate opens. */
async function start(environment: Readonly<Record<string, string>> = {}) {
  const gate = createGate();
  const arrived = createGate();
  const service = createTestService('Test', serviceVariables, {
    SHUTDOWN_TIMEOUT_MS: '20000',
    ...environment,
  });
  const app = createServiceApp(service, {
    '/': {
      get: (_request, response) => {
        response.json({ answer: 'at once' });
      },
    },
    '/slow': {
      get: async (_request, response) => {
        arrived.open();
        await gate.opened;
        response.json({ answer: 'at last' });
      },
    },
    '/half': {
      get: async (_request, response) => {
        response.write('first half');
        arrived.open();
        await gate.opened;
        response.end('second half');
      },
    },
  });
  running = await startServer(app, service);
  return { server: running, gate, arrived };
}

describe('a running server', () => {
  test('keeps idle connections for 75 s, longer than any client', async () => {
    const { server } = await start();
    const connection = await openRawConnection(server.url);
    connection.send(getRequest('/'));
    await expect.poll(connection.received).toContain('Keep-Alive: timeout=75');
  });
});

describe('a drain', () => {
  test('closes idle connections, refuses new ones, and answers what is in flight', async () => {
    const { server, gate, arrived } = await start();
    const idle = await openRawConnection(server.url);
    idle.send(getRequest('/'));
    await expect.poll(idle.received).toContain('at once');
    const busy = await openRawConnection(server.url);
    busy.send(getRequest('/slow'));
    await arrived.opened;

    const drained = server.drain();
    await expect.poll(idle.isClosed).toBe(true);
    await expect(openRawConnection(server.url)).rejects.toThrow('ECONNREFUSED');
    expect(busy.isClosed()).toBe(false);
    gate.open();
    expect(await drained).toEqual({ kind: 'drained' });
    await expect.poll(busy.isClosed).toBe(true);
    expect(busy.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(busy.received()).toContain('\r\nConnection: close\r\n');
    expect(busy.received()).toContain('{"answer":"at last"}');
  });

  test('closes the connection after an answer whose headers were out before', async () => {
    const { server, gate, arrived } = await start();
    const connection = await openRawConnection(server.url);
    connection.send(getRequest('/half'));
    await arrived.opened;
    const drained = server.drain();
    gate.open();
    expect(await drained).toEqual({ kind: 'drained' });
    await expect.poll(connection.isClosed).toBe(true);
    expect(connection.received()).toContain('Connection: keep-alive');
    expect(connection.received()).toContain('second half');
  });

  test('does not wait for connections that have never carried a request', async () => {
    const { server } = await start();
    const unused = await openRawConnection(server.url);
    // The server has accepted the first connection when it answers on a later one.
    const used = await openRawConnection(server.url);
    used.send(getRequest('/'));
    await expect.poll(used.received).toContain('at once');
    expect(await server.drain()).toEqual({ kind: 'drained' });
    await expect.poll(unused.isClosed).toBe(true);
  });

  test('cuts off what is not answered within SHUTDOWN_TIMEOUT_MS, and counts it', async () => {
    const { server, arrived } = await start({ SHUTDOWN_TIMEOUT_MS: '50' });
    const connection = await openRawConnection(server.url);
    connection.send(getRequest('/slow'));
    await arrived.opened;
    expect(await server.drain()).toEqual({ kind: 'cut off', requests: 1 });
    await expect.poll(connection.isClosed).toBe(true);
    expect(connection.received()).toBe('');
  });

  test('accepts connections during DRAIN_DELAY_MS, says 503 on /ready and the last answer on each', async () => {
    const { server } = await start({ DRAIN_DELAY_MS: '500' });
    const drained = server.drain();
    const late = await openRawConnection(server.url);
    late.send(getRequest('/ready'));
    await expect.poll(late.isClosed).toBe(true);
    expect(late.received()).toMatch(/^HTTP\/1\.1 503 /);
    expect(late.received()).toContain('\r\nConnection: close\r\n');
    expect(await drained).toEqual({ kind: 'drained' });
  });
});
