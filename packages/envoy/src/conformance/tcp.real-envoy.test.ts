import { readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { startTcpBackend, type TcpBackend } from '../testing/tcp-backend.ts';
import { isEchoed, readGreeting } from '../testing/tcp-conversation.ts';
import { openTunnel, type Tunnel } from '../testing/tunnel.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { trafficRow } from './traffic-row.ts';

const MILLION = 1_000_000;

let started: ProxyUnderTest | undefined;
let yes: TcpBackend;
let no: TcpBackend;

beforeAll(async () => {
  yes = await startTcpBackend('yes');
  no = await startTcpBackend('no');
  started = await startProxyUnderTest('virtualNode', 'front-vn');
});

afterAll(async () => {
  await started?.stop();
  await yes.stop();
  await no.stop();
});

/** A mesh in which front-vn calls `db` on port 5432, whose connections go to nodes by weight. */
function dbMesh(
  weights: Readonly<Record<string, number>>,
  instances: Readonly<Record<string, readonly number[]>>,
  more: { readonly timeout?: object; readonly logging?: object } = {},
): MeshUnderTest {
  const { timeout, logging } = more;
  const listeners = [{ portMapping: { port: 5432, protocol: 'tcp' } }];
  const weightedTargets = Object.entries(weights).map(([virtualNode, weight]) => ({ virtualNode, weight }));
  const nodes = Object.keys(weights).map((name) => [
    name,
    { listeners, serviceDiscovery: { dns: { hostname: name } } },
  ]);
  const backends = [{ virtualService: { virtualServiceName: 'db' } }];
  return {
    virtualNodes: {
      'front-vn': { backends, ...(logging === undefined ? {} : { logging }) },
      ...Object.fromEntries(nodes),
    },
    virtualRouters: { 'db-vr': { listeners } },
    virtualServices: { db: { provider: { virtualRouter: { virtualRouterName: 'db-vr' } } } },
    routes: {
      'db-vr/db': {
        tcpRoute: { action: { weightedTargets }, ...(timeout === undefined ? {} : { timeout }) },
      },
    },
    instances,
  };
}

const BOTH = () => ({ 'yes-vn': [yes.port], 'no-vn': [no.port] });

/** What the application does: asks its proxy for a tunnel to `db`. */
async function tunnel(target = 'db:5432'): Promise<Tunnel> {
  const opened = await openTunnel(await present(started).egressPort(), target);
  onTestFinished(() => void opened.socket.destroy());
  return opened;
}

async function greeted(): Promise<{ readonly name: string; readonly socket: Socket }> {
  const { status, socket } = await tunnel();
  expect(status).toBe(200);
  return { name: await readGreeting(socket), socket };
}

trafficRow('tcp-server-first', 'a server may speak first, and 100 MB come back byte by byte', async () => {
  await present(started).apply(dbMesh({ 'yes-vn': 1 }, BOTH()));
  const { name, socket } = await greeted();
  expect(name).toBe('yes');
  expect(await isEchoed(socket, 100 * MILLION)).toBe(true);
});

trafficRow(
  'tcp-weights',
  'connections are shared by weight; a change of weights leaves open ones alone',
  async () => {
    const proxy = present(started);
    await proxy.apply(dbMesh({ 'yes-vn': 75, 'no-vn': 25 }, BOTH()));
    for (const backend of [yes, no]) backend.forget();
    const port = await proxy.egressPort();
    for (let made = 0; made < 2000; made += 50) {
      const names = await Promise.all(
        Array.from({ length: 50 }, async () => {
          const { socket } = await openTunnel(port, 'db:5432');
          const name = await readGreeting(socket);
          socket.destroy();
          return name;
        }),
      );
      expect(names.filter((name) => name !== 'yes' && name !== 'no')).toEqual([]);
    }
    expect(yes.connections() + no.connections()).toBe(2000);
    // Five standard deviations.
    expect(Math.abs(no.connections() - 500)).toBeLessThan(97);
    await proxy.apply(dbMesh({ 'yes-vn': 1, 'no-vn': 0 }, BOTH()));
    const open = await greeted();
    expect(open.name).toBe('yes');
    await proxy.apply(dbMesh({ 'yes-vn': 0, 'no-vn': 1 }, BOTH()));
    for (let made = 0; made < 20; made += 1) expect((await greeted()).name).toBe('no');
    expect(await isEchoed(open.socket, MILLION)).toBe(true);
  },
);

trafficRow(
  'tcp-connection-error',
  'a connection that fails is made to the next instance; without one it is 503',
  async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port: deaf } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await present(started).apply(dbMesh({ 'some-vn': 1 }, { 'some-vn': [deaf, yes.port] }));
    for (let made = 0; made < 20; made += 1) expect((await greeted()).name).toBe('yes');
    await present(started).apply(dbMesh({ 'some-vn': 1 }, { 'some-vn': [deaf] }));
    expect((await tunnel()).status).toBe(503);
  },
);

trafficRow(
  'tcp-unknown',
  'there is no tunnel to what is no backend, and none to a backend for requests',
  async () => {
    const mesh = dbMesh({ 'yes-vn': 1 }, BOTH());
    const web = {
      listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
      serviceDiscovery: { dns: { hostname: 'web' } },
    };
    await present(started).apply({
      ...mesh,
      virtualNodes: {
        ...mesh.virtualNodes,
        'web-vn': web,
        'front-vn': {
          backends: ['db', 'web'].map((name) => ({ virtualService: { virtualServiceName: name } })),
        },
      },
      virtualServices: {
        ...mesh.virtualServices,
        web: { provider: { virtualNode: { virtualNodeName: 'web-vn' } } },
      },
    });
    for (const target of ['other:5432', 'db:5433', 'db:80', 'web:8080'])
      expect([target, (await tunnel(target)).status]).toEqual([target, 404]);
    expect((await greeted()).name).toBe('yes');
  },
);

trafficRow(
  'tcp-idle',
  'a connection that stands still for longer than its route allows is closed',
  async () => {
    const timeout = { idle: { unit: 'ms', value: 400 } };
    await present(started).apply(dbMesh({ 'yes-vn': 1 }, BOTH(), { timeout }));
    const { socket } = await greeted();
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    await expect.poll(() => yes.open()).toBe(0);
  },
);

/** Connects to the proxy's listener on 9000, which is like this and has the application behind it. */
async function arriving(members: object): Promise<() => Promise<Socket>> {
  const proxy = present(started);
  const listener = { portMapping: { port: 9000, protocol: 'tcp' }, ...members };
  const front = { listeners: [listener], serviceDiscovery: { dns: { hostname: 'front' } } };
  await proxy.apply({ virtualNodes: { 'front-vn': front }, application: yes.port });
  const port = await proxy.ingressPort(9000);
  return async () => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    return socket;
  };
}

trafficRow('tcp-pool', 'as many connections get to the application as a listener’s pool allows', async () => {
  const arrive = await arriving({ connectionPool: { tcp: { maxConnections: 2 } } });
  const [first, second] = [await arrive(), await arrive()];
  expect([await readGreeting(first), await readGreeting(second)]).toEqual(['yes', 'yes']);
  expect(await readGreeting(await arrive())).toBe('');
  expect(await isEchoed(first, 10 * MILLION)).toBe(true);
  // Closing one's half closes no more than that.
  second.write('last words');
  second.end();
  const rest: string[] = [];
  second
    .setEncoding('utf8')
    .on('data', (text: string) => rest.push(text))
    .resume();
  await new Promise((resolve) => second.once('end', resolve));
  expect(rest.join('')).toBe('last words');
});

trafficRow(
  'tcp-listener-idle',
  'a connection to the application is closed where it stands still',
  async () => {
    const arrive = await arriving({ timeout: { tcp: { idle: { unit: 'ms', value: 400 } } } });
    const socket = await arrive();
    socket.resume();
    await new Promise((resolve) => socket.once('end', resolve));
  },
);

trafficRow('tcp-access-log', 'a connection is a line when it is over', async () => {
  const path = join(tmpdir(), `tcp-access-${process.pid}.log`);
  const format = { text: '%REQ(:METHOD)% %REQ(:AUTHORITY)% %BYTES_RECEIVED% %BYTES_SENT%' };
  const logging = { accessLog: { file: { path, format } } };
  await present(started).apply(dbMesh({ 'yes-vn': 1 }, BOTH(), { logging }));
  const { socket } = await greeted();
  expect(await isEchoed(socket, 1000)).toBe(true);
  socket.destroy();
  const lines = () => readFile(path, 'utf8').catch(() => '');
  await expect.poll(lines, { timeout: 20_000 }).toContain('CONNECT db:5432 1000 1004\n');
});
