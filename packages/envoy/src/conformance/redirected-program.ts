/*
 * Runs in a network with redirected connections: starts an Envoy in redirect interception between an application and other hosts,
 * sends requests both ways, and writes what came of them as one JSON object.
 */
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { resolveMeshModels } from '@mesh-workshop/appmesh';
import { parseResources } from '../golden/golden-case.ts';
import { staticBootstrap } from '../golden/static-bootstrap.ts';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { REDIRECTED_NETWORK } from '../testing/redirected-network.ts';
import { startEnvoy } from '../testing/running-envoy.ts';
import { translateVirtualNode } from '../translate-virtual-node.ts';

const { application, caller, elsewhere } = REDIRECTED_NETWORK;
const HOST = 'shop.local';
/** What a pod without a mesh calls a Service; where it leads, the address says. */
const CLUSTER_NAMES = ['legacy', 'legacy.default', 'legacy.default.svc', 'legacy.default.svc.cluster.local'];

/** What one connection got: `status body`, or `closed`. */
function send(from: string, to: string, port: number, host: string, path = '/'): Promise<string> {
  return new Promise((resolve) => {
    const options = { localAddress: from, host: to, port, path, headers: { host }, agent: false } as const;
    request(options, (response) => {
      const chunks: string[] = [];
      response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
      response.once('end', () => resolve(`${response.statusCode} ${chunks.join('')}`.trim()));
    })
      .once('error', () => resolve('closed'))
      .end();
  });
}

/** Resources of a proxy whose application calls shop.local on port 8080 and listens on 8080 itself. */
function resources(type: string, shop: RecordingBackend) {
  const listener = { portMapping: { port: 8080, protocol: 'http' } };
  const front = {
    backends: [{ virtualService: { virtualServiceName: HOST } }],
    listeners: [listener],
    serviceDiscovery: { dns: { hostname: 'front' } },
  };
  const node = { listeners: [listener], serviceDiscovery: { dns: { hostname: 'shop' } } };
  const route = {
    match: { prefix: '/', scheme: 'http' },
    action: { weightedTargets: [{ virtualNode: 'shop-vn', weight: 1 }] },
  };
  const documents = {
    mesh: { egressFilter: { type } },
    virtualNodes: { 'front-vn': front, 'shop-vn': node },
    virtualRouters: { 'shop-vr': { listeners: [listener] } },
    routes: { 'shop-vr/all': { httpRoute: route } },
    virtualServices: { [HOST]: { provider: { virtualRouter: { virtualRouterName: 'shop-vr' } } } },
  };
  const mesh = resolveMeshModels(parseResources(documents, [])).value.get('demomesh');
  if (mesh === undefined) throw new Error('no mesh');
  const context = { interception: 'redirect', namespace: 'default' } as const;
  return translateVirtualNode(mesh, 'front-vn', () => [{ address: '127.0.0.1', port: shop.port }], context)
    .value;
}

/** The results of one egress filter. */
async function observe(type: string, shop: RecordingBackend, other: RecordingBackend): Promise<object> {
  const admin = { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } };
  const envoy = await startEnvoy(process.env.ENVOY ?? '', {
    ...staticBootstrap(resources(type, shop)),
    admin,
  });
  try {
    const isLive = async () => (await envoy.admin('/ready').catch(() => ({ status: 0 }))).status === 200;
    while (!(await isLive())) await wait(50);
    other.forget();
    return {
      backend: await send(application, elsewhere, 8080, HOST),
      backendWithPort: await send(application, elsewhere, 8080, `${HOST}:8080`),
      unknownHost: await send(application, elsewhere, 8080, 'other.local'),
      clusterName: await Promise.all(CLUSTER_NAMES.map((name) => send(application, elsewhere, 8080, name))),
      clusterNameUnknownPort: await Promise.all(
        CLUSTER_NAMES.map((name) => send(application, elsewhere, other.port, name)),
      ),
      unknownPort: await send(application, elsewhere, other.port, HOST),
      seenElsewhere: other.requests().length,
      arriving: await send(caller, application, 8080, 'anything'),
    };
  } finally {
    await envoy.stop();
  }
}

const shop = await startRecordingBackend('shop');
const other = await startRecordingBackend('elsewhere', { address: elsewhere });
const own = await startRecordingBackend('application', { port: 8080 });
try {
  const dropAll = await observe('DROP_ALL', shop, other);
  const allowAll = await observe('ALLOW_ALL', shop, other);
  process.stdout.write(JSON.stringify({ dropAll, allowAll }));
} finally {
  for (const backend of [shop, other, own]) await backend.stop();
}
