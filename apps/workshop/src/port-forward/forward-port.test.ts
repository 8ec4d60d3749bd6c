import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forwardPort } from './forward-port.ts';

let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((request, response) => response.end(`you asked for ${request.url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

it('hands connections on, from a free port when none is named', async () => {
  const forward = await forwardPort(0, port, () => undefined);
  const answer = await fetch(`http://127.0.0.1:${forward.localPort}/x`);
  expect(await answer.text()).toBe('you asked for /x');
  await forward.close();
});

it('tells when nobody listens behind it any more', async () => {
  server.close();
  server.closeAllConnections();
  const lost = new Promise<Error>((resolve) => {
    void forwardPort(0, port, resolve).then(async (forward) => {
      await fetch(`http://127.0.0.1:${forward.localPort}/`).catch(() => undefined);
      await forward.close();
    });
  });
  expect((await lost).message).toContain('ECONNREFUSED');
});

it('names who has the local port', async () => {
  const holder = createTcpServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const taken = (holder.address() as AddressInfo).port;
  await expect(forwardPort(taken, port, () => undefined)).rejects.toThrow(`local port ${taken} is taken`);
  holder.close();
});
