/*
 * Runs in a network with redirected connections: starts an Envoy in redirect interception between an application and other hosts, opens
 * TCP connections both ways, and writes what came of them as one JSON object.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { resolveMeshModels } from '@mesh-workshop/appmesh';
import { parseResources } from '../golden/golden-case.ts';
import { staticBootstrap } from '../golden/static-bootstrap.ts';
import { REDIRECTED_NETWORK } from '../testing/redirected-network.ts';
import { startEnvoy } from '../testing/running-envoy.ts';
import { startTcpBackend, type TcpBackend } from '../testing/tcp-backend.ts';
import { isEchoed, readGreeting } from '../testing/tcp-conversation.ts';
import { translateVirtualNode } from '../translate-virtual-node.ts';

const { application, caller, elsewhere } = REDIRECTED_NETWORK;
const HUNDRED_MILLION = 100_000_000;

function open(from: string, to: string, port: number): Socket {
  const socket = connect({ localAddress: from, host: to, port, allowHalfOpen: true });
  return socket.on('error', () => {});
}

async function greeting(from: string, to: string, port: number): Promise<string> {
  const socket = open(from, to, port);
  const name = await readGreeting(socket);
  socket.destroy();
  return name;
}

/** Sends something, closes its own half, and reads what comes until the other half is closed. */
async function halfClose(from: string, to: string, port: number): Promise<string> {
  const socket = open(from, to, port);
  const chunks: string[] = [];
  socket.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  socket.end('last words');
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  socket.destroy();
  return chunks.join('');
}

async function echo(from: string, to: string, port: number): Promise<boolean> {
  const socket = open(from, to, port);
  await readGreeting(socket);
  const isWhole = await isEchoed(socket, HUNDRED_MILLION).catch(() => false);
  socket.destroy();
  return isWhole;
}

/** Resources of a proxy whose application calls db.local on port 5432, and listens on 8080 itself: tcp both. */
function resources(blue: TcpBackend, green: TcpBackend) {
  const listeners = (port: number) => [{ portMapping: { port, protocol: 'tcp' } }];
  const weightedTargets = [
    { virtualNode: 'blue-vn', weight: 75 },
    { virtualNode: 'green-vn', weight: 25 },
  ];
  const node = (hostname: string) => ({
    listeners: listeners(5432),
    serviceDiscovery: { dns: { hostname } },
  });
  const documents = {
    virtualNodes: {
      'front-vn': {
        backends: [{ virtualService: { virtualServiceName: 'db.local' } }],
        listeners: listeners(8080),
        serviceDiscovery: { dns: { hostname: 'front' } },
      },
      'blue-vn': node('blue'),
      'green-vn': node('green'),
    },
    virtualRouters: { 'db-vr': { listeners: listeners(5432) } },
    routes: { 'db-vr/db': { tcpRoute: { action: { weightedTargets } } } },
    virtualServices: { 'db.local': { provider: { virtualRouter: { virtualRouterName: 'db-vr' } } } },
  };
  const mesh = resolveMeshModels(parseResources(documents, [])).value.get('demomesh');
  if (mesh === undefined) throw new Error('no mesh');
  const context = { interception: 'redirect', namespace: 'default' } as const;
  const ports: Readonly<Record<string, number>> = { blue: blue.port, green: green.port };
  const lookup = ({ hostname = '' }) => [{ address: '127.0.0.1', port: ports[hostname] ?? 0 }];
  return translateVirtualNode(mesh, 'front-vn', lookup, context).value;
}

const blue = await startTcpBackend('blue');
const green = await startTcpBackend('green');
const own = await startTcpBackend('application', { port: 8080 });
const admin = { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } };
const envoy = await startEnvoy(process.env.ENVOY ?? '', {
  ...staticBootstrap(resources(blue, green)),
  admin,
});
try {
  const isLive = async () => (await envoy.admin('/ready').catch(() => ({ status: 0 }))).status === 200;
  while (!(await isLive())) await wait(50);
  const arriving = await greeting(caller, application, 8080);
  const arrivingHalfClose = await halfClose(caller, application, 8080);
  const names: string[] = [];
  for (let made = 0; made < 2000; made += 50) {
    const some = Array.from({ length: 50 }, () => greeting(application, elsewhere, 5432));
    names.push(...(await Promise.all(some)));
  }
  process.stdout.write(
    JSON.stringify({
      arriving,
      arrivingHalfClose,
      blue: names.filter((name) => name === 'blue').length,
      green: names.filter((name) => name === 'green').length,
      isWhole: await echo(application, elsewhere, 5432),
      halfClose: (await halfClose(application, elsewhere, 5432)).replace(/^(blue|green)\n/, ''),
      unknownPort: await greeting(application, elsewhere, 5433),
    }),
  );
} finally {
  await envoy.stop();
  for (const backend of [blue, green, own]) await backend.stop();
}
