import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Container } from '@mesh-workshop/kubernetes-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runProbe } from './run-probe.ts';

const CONTAINER: Container = { name: 'app', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] };

let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((request, response) => {
    response.statusCode = request.url === '/ready' && request.headers['x-who'] === 'me' ? 204 : 503;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const target = () => ({
  container: CONTAINER,
  ports: { 8080: port },
  env: { PATH: '/usr/bin:/bin' },
  cwd: '/',
});

it('asks the real port behind a named or numbered container port', async () => {
  const httpHeaders = [{ name: 'x-who', value: 'me' }];
  for (const named of ['http', 8080]) {
    expect(
      await runProbe({ httpGet: { port: named, path: '/ready', httpHeaders } }, target()),
    ).toBeUndefined();
    expect(await runProbe({ tcpSocket: { port: named } }, target())).toBeUndefined();
  }
});

it.each([
  [{ httpGet: { port: 8080, path: '/other' } }, 'HTTP probe failed with statuscode: 503'],
  [{ httpGet: { port: 'grpc' } }, 'probe port grpc is not among the ports of container app (http)'],
  [{ tcpSocket: { port: 9 } }, 'probe port 9 is not among the ports of container app (http)'],
  [{ exec: { command: ['sh', '-c', 'exit 3'] } }, 'command exited with 3'],
  [{ grpc: { port: 8080 } }, 'the local target runs httpGet, tcpSocket and exec probes only'],
])('says of %j: %s', async (probe, failure) => {
  expect(await runProbe(probe, target())).toBe(failure);
});

it('says that nobody listens', async () => {
  server.close();
  server.closeAllConnections();
  expect(await runProbe({ httpGet: { port: 8080 } }, target())).toContain('ECONNREFUSED');
});
