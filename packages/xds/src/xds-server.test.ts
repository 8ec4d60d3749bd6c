import { status } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import type { ResourceSet, ResourceTypeName } from './resource-set.ts';
import { type AdsClient, type AdsClientOptions, connectAdsClient } from './testing/ads-client.ts';
import { connectProxyClient, type ProxyClient, type ProxyClientOptions } from './testing/proxy-client.ts';
import { type RunningServer, startServer } from './testing/running-server.ts';
import { sampleResources, sampleRoutes } from './testing/sample-resources.ts';
import { createXdsServer } from './xds-server.ts';

const BLUE = sampleResources({ weights: { blue: 100 } });
const CANARY = sampleResources({ weights: { blue: 75, green: 25 } });
const GREEN = sampleResources({ weights: { green: 100 } });
const NODE = { id: 'node-a', cluster: 'test' };

/** Keeps replaced clusters for longer than any test takes. */
const KEEP = { removalGraceMs: 600_000 };

function connectProxy(port: number, options: ProxyClientOptions = {}): ProxyClient {
  const client = connectProxyClient(port, options);
  onTestFinished(() => client.close());
  return client;
}

function connectManual(port: number, options: AdsClientOptions = { node: NODE }): AdsClient {
  const client = connectAdsClient(port, options);
  onTestFinished(() => client.close());
  return client;
}

/** Publishes for the first proxy. */
function publish(server: RunningServer, resources: ResourceSet): void {
  const outcome = server.publish(server.proxies()[0]?.proxyId ?? '', resources);
  expect(outcome).toMatchObject({ status: 'published' });
}

/** Waits until the first proxy has acknowledged its target. */
async function synced(server: RunningServer): Promise<void> {
  await expect.poll(() => server.proxies()[0]?.state).toBe('synced');
}

function clustersInUse(server: RunningServer): string[] {
  const sets = server.inUse(server.proxies()[0]?.proxyId ?? '');
  return [...new Set(sets.flatMap((set) => Object.keys(set.clusters)))].sort();
}

test('a proxy gets everything of its first target in order, and is synced when it has acknowledged it', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port);
  await expect.poll(() => server.proxies()[0]?.state).toBe('synced');
  expect(client.order()).toEqual(['clusters', 'endpoints', 'listeners', 'routes']);
  expect(client.has('routes')).toMatchObject({ 'web-routes': { name: 'web-routes' } });
  const { types, lastAckAt } = server.proxies()[0] ?? {};
  expect(types?.routes.ackedVersion).toBe(types?.routes.sentVersion);
  expect(lastAckAt).toBeGreaterThan(0);
});

test('the node of the first request is kept, and a proxy without a target waits and is sent nothing', async () => {
  const server = await startServer();
  const client = connectProxy(server.port, { nodeId: 'some-node' });
  await expect
    .poll(() => server.proxies())
    .toMatchObject([
      { state: 'waiting', node: { id: 'some-node', cluster: 'test', metadata: { pod: 'a' } } },
    ]);
  expect(server.connected).toMatchObject([{ node: { id: 'some-node' } }]);
  publish(server, BLUE);
  await synced(server);
  expect(client.responses[0]?.type).toBe('clusters');
});

test('a stream whose first request has no node is refused', async () => {
  const server = await startServer();
  const client = connectManual(server.port, {});
  client.request('clusters');
  await expect.poll(() => client.ended.status?.code).toBe(status.INVALID_ARGUMENT);
  expect(server.proxies()).toEqual([]);
});

test('delta is refused with words that say what to change', async () => {
  const server = await startServer();
  const client = connectManual(server.port, { node: NODE, method: 'DeltaAggregatedResources' });
  client.request('clusters');
  await expect.poll(() => client.ended.status?.code).toBe(status.UNIMPLEMENTED);
  expect(client.ended.status?.details).toContain('api_type: GRPC');
});

test('publishing what is published already sends nothing', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port);
  await synced(server);
  const proxyId = server.proxies()[0]?.proxyId ?? '';
  expect(server.publish(proxyId, structuredClone(BLUE)).status).toBe('unchanged');
  publish(server, CANARY);
  await synced(server);
  expect(client.order().filter((type) => type === 'listeners')).toHaveLength(1);
});

test('a set with problems is refused whole and the last good one stays', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port);
  await synced(server);
  const sent = client.responses.length;
  const proxyId = server.proxies()[0]?.proxyId ?? '';
  const broken = {
    ...BLUE,
    routes: { 'web-routes': { ...sampleRoutes('web-routes', { gone: 1 }), nope: 1 } },
  };
  expect(server.publish(proxyId, broken)).toMatchObject({
    status: 'refused',
    problems: [{ path: 'nope' }, { message: expect.stringContaining('"gone"') }],
  });
  expect(server.proxies()[0]?.state).toBe('synced');
  expect(client.responses).toHaveLength(sent);
});

test('publishing for a proxy that is not connected names those that are', async () => {
  const server = await startServer(BLUE);
  expect(() => server.publish('nobody', BLUE)).toThrow('no proxy "nobody"; connected are: none');
});

test('a rejected version is recorded, is not sent again, and leaves the last good one in use', async () => {
  const server = await startServer(BLUE);
  const badVersions: string[] = [];
  const client = connectProxy(server.port, {
    reject(response) {
      const isBad = response.type === 'routes' && 'green' in client.has('clusters');
      badVersions.push(...(isBad ? [response.version] : []));
      return isBad ? 'no green, please' : undefined;
    },
  });
  await synced(server);
  const good = server.proxies()[0]?.types.routes.ackedVersion;
  publish(server, CANARY);
  await expect.poll(() => server.proxies()[0]?.state).toBe('rejected');
  const { nack, ackedVersion } = server.proxies()[0]?.types.routes ?? {};
  expect(nack).toMatchObject({ version: badVersions[0], message: 'no green, please' });
  expect(ackedVersion).toBe(good);
  expect(server.statuses.at(-1)?.state).toBe('rejected');

  publish(server, sampleResources({ weights: { blue: 60, green: 40 } }));
  await expect.poll(() => badVersions.length).toBe(2);
  expect(new Set(badVersions).size).toBe(2);
});

test('after a rejection the content before it is sent again, as the proxy may have taken a part', async () => {
  const server = await startServer(BLUE);
  let isStrict = false;
  const client = connectProxy(server.port, {
    reject: ({ type }) => (isStrict && type === 'routes' ? 'no' : undefined),
  });
  await synced(server);
  isStrict = true;
  publish(server, CANARY);
  await expect.poll(() => server.proxies()[0]?.state).toBe('rejected');
  isStrict = false;
  const sent = client.responses.length;
  publish(server, BLUE);
  await synced(server);
  expect(client.order().slice(sent)[0]).toBe('routes');
  expect(server.proxies()[0]?.types.routes.nack).toBeUndefined();
});

test('a rejected new cluster holds back the routes that name it', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port, {
    reject: ({ resources }) => ('green' in resources ? 'bad cluster' : undefined),
  });
  await synced(server);
  publish(server, GREEN);
  await expect.poll(() => server.proxies()[0]?.state).toBe('rejected');
  publish(server, sampleResources({ weights: { blue: 100 }, connectTimeout: '2s' }));
  await synced(server);
  expect(client.order().filter((type) => type === 'routes')).toHaveLength(1);
  expect(client.has('clusters')).toMatchObject({ blue: { connect_timeout: '2s' } });
});

test('a reconnected proxy that has the clusters and listeners is sent only what it names', async () => {
  const server = await startServer(BLUE);
  const first = connectProxy(server.port);
  await synced(server);
  const versions = Object.fromEntries(
    Object.entries(server.proxies()[0]?.types ?? {}).map(([type, { ackedVersion }]) => [
      type,
      ackedVersion ?? '',
    ]),
  );
  first.close();
  await expect.poll(() => server.disconnected).toEqual(['proxy-1']);

  const second = connectManual(server.port);
  second.request('clusters', { version: versions.clusters ?? '' });
  second.request('endpoints', { version: versions.endpoints ?? '', names: ['blue'] });
  second.request('listeners', { version: versions.listeners ?? '' });
  second.request('routes', { version: versions.routes ?? '', names: ['web-routes'] });
  second.onResponse((response) => second.ack(response, Object.keys(response.resources)));
  await synced(server);
  expect(second.responses.map(({ type }) => type)).toEqual(['endpoints', 'routes']);
  expect(server.proxies()[0]?.proxyId).toBe('proxy-2');
});

test('a reconnected proxy with an old version is sent the new one', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port, { versions: { clusters: 'old', listeners: 'older' } });
  await synced(server);
  expect(client.order()).toEqual(['clusters', 'endpoints', 'listeners', 'routes']);
});

test('two proxies of one node have targets, answers and states of their own', async () => {
  const server = await startServer(BLUE);
  const first = connectProxy(server.port);
  await synced(server);
  const second = connectProxy(server.port, {
    reject: ({ type }) => (type === 'listeners' ? 'no' : undefined),
  });
  await expect.poll(() => server.proxies().map(({ state }) => state)).toEqual(['synced', 'rejected']);
  const sent = second.responses.length;
  publish(server, CANARY);
  await expect.poll(() => first.has('clusters')).toHaveProperty('green');
  expect(server.connected.map(({ node }) => node.id)).toEqual(['node-a', 'node-a']);
  expect(second.responses).toHaveLength(sent);
  second.close();
  await expect.poll(() => server.proxies().map(({ proxyId }) => proxyId)).toEqual(['proxy-1']);
});

test('an answer to an overtaken response is ignored', async () => {
  const server = await startServer(BLUE);
  const client = connectManual(server.port);
  client.request('clusters');
  await expect.poll(() => client.responses).toHaveLength(1);
  const [first] = client.responses;
  if (first === undefined) {
    throw new Error('no response');
  }
  client.ack(first);
  await expect.poll(() => server.proxies()[0]?.types.clusters.ackedVersion).toBe(first.version);
  publish(server, sampleResources({ weights: { blue: 100 }, connectTimeout: '2s' }));
  await expect.poll(() => client.responses).toHaveLength(2);
  client.nack(first, 'too late');
  client.nack({ ...first, nonce: 'never sent' }, 'from nowhere');
  client.request('endpoints', { names: ['blue'] });
  await expect.poll(() => client.responses).toHaveLength(3);
  expect(server.proxies()[0]?.types.clusters.nack).toBeUndefined();
  expect(client.responses.map(({ type }) => type)).toEqual(['clusters', 'clusters', 'endpoints']);
});

test('a name that is no longer asked for is no longer sent, and is sent again when asked for again', async () => {
  const server = await startServer(CANARY);
  const client = connectManual(server.port);
  client.request('clusters');
  await expect.poll(() => client.responses).toHaveLength(1);
  client.ack(client.responses[0] as never);
  client.request('endpoints', { names: ['blue', 'green'] });
  await expect.poll(() => Object.keys(client.responses[1]?.resources ?? {})).toEqual(['blue', 'green']);
  client.ack(client.responses[1] as never, ['blue']);
  const endpoints = { blue: [{ address: '127.0.0.1', port: 1 }], green: [{ address: '127.0.0.1', port: 2 }] };
  await expect.poll(() => server.proxies()[0]?.types.endpoints.ackedVersion).toBeDefined();
  publish(server, sampleResources({ weights: { blue: 75, green: 25 }, endpoints }));
  await expect.poll(() => Object.keys(client.responses[2]?.resources ?? {})).toEqual(['blue']);
  client.ack(client.responses[2] as never, ['blue', 'green']);
  await expect.poll(() => Object.keys(client.responses[3]?.resources ?? {})).toEqual(['green']);
});

test('endpoints that no cluster of the target has are sent as empty, so that nobody waits for them', async () => {
  const server = await startServer(BLUE);
  const client = connectManual(server.port);
  client.request('endpoints', { names: ['unknown'] });
  await expect.poll(() => client.responses[0]?.resources).toEqual({ unknown: { cluster_name: 'unknown' } });
});

test('a change of endpoints alone is sent alone, and only those that changed', async () => {
  const server = await startServer(CANARY, KEEP);
  const client = connectProxy(server.port);
  await synced(server);
  const sent = client.responses.length;
  const endpoints = { green: [] };
  publish(server, sampleResources({ weights: { blue: 75, green: 25 }, endpoints }));
  await synced(server);
  expect(client.responses.slice(sent)).toMatchObject([{ type: 'endpoints', resources: { green: {} } }]);
  expect(Object.keys(client.responses.at(-1)?.resources ?? {})).toEqual(['green']);
});

test('endpoints are sent again after a change of their cluster', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port);
  await synced(server);
  const sent = client.responses.length;
  publish(server, sampleResources({ weights: { blue: 100 }, connectTimeout: '2s' }));
  await synced(server);
  expect(client.order().slice(sent)).toEqual(['clusters', 'endpoints']);
});

test('old clusters stay beside the new ones until the routes are acknowledged, then go', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port);
  await synced(server);
  const sent = client.responses.length;
  publish(server, GREEN);
  await expect.poll(() => Object.keys(client.has('clusters'))).toEqual(['green']);
  const changes = client.responses
    .slice(sent)
    .map(({ type, resources }) => `${type} ${Object.keys(resources).sort()}`);
  expect(changes).toEqual(['clusters blue,green', 'endpoints green', 'routes web-routes', 'clusters green']);
  await expect.poll(() => clustersInUse(server)).toEqual(['green']);
  await expect.poll(() => server.proxies()[0]?.state).toBe('synced');
});

test('while a proxy has not acknowledged the new routes, the old cluster is in use and nothing is removed', async () => {
  const server = await startServer(BLUE);
  const client = connectManual(server.port);
  const names: Partial<Record<ResourceTypeName, string[]>> = {
    endpoints: ['blue', 'green'],
    routes: ['web-routes'],
  };
  let isSilent = false;
  client.onResponse((response) => {
    if (!(isSilent && response.type === 'routes')) {
      client.ack(response, names[response.type] ?? []);
    }
  });
  client.request('clusters');
  client.request('endpoints', { names: names.endpoints ?? [] });
  client.request('routes', { names: names.routes ?? [] });
  await expect.poll(() => server.proxies()[0]?.types.routes.ackedVersion).toBeDefined();
  isSilent = true;
  publish(server, GREEN);
  await expect.poll(() => client.responses.filter(({ type }) => type === 'routes')).toHaveLength(2);
  expect(clustersInUse(server)).toEqual(['blue', 'green']);
  expect(server.inUse('proxy-1').flatMap((set) => Object.keys(set.endpoints))).toContain('blue');
});

test('a target that is taken back while the old clusters are still kept costs only the routes', async () => {
  const server = await startServer(BLUE, KEEP);
  const client = connectProxy(server.port);
  await synced(server);
  publish(server, GREEN);
  await synced(server);
  const sent = client.responses.length;
  publish(server, BLUE);
  await synced(server);
  expect(client.order().slice(sent)).toEqual(['routes']);
});

test('the newest of many targets wins, and those between are never sent', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port);
  await synced(server);
  const sent = client.responses.length;
  for (let weight = 1; weight <= 50; weight += 1) {
    publish(server, sampleResources({ weights: { blue: 100 - weight, green: weight } }));
  }
  await expect.poll(() => JSON.stringify(client.has('routes'))).toContain('"name":"green","weight":50');
  await synced(server);
  expect(
    client
      .order()
      .slice(sent)
      .filter((type) => type === 'routes').length,
  ).toBeLessThan(5);
});

test('a proxy that never asks for new endpoints holds up the routes only until the time limit', async () => {
  const server = await startServer(BLUE, { stageTimeoutMs: 50, ...KEEP });
  const client = connectManual(server.port);
  client.onResponse((response) => client.ack(response, response.type === 'routes' ? ['web-routes'] : []));
  client.request('clusters');
  client.request('listeners');
  client.request('routes', { names: ['web-routes'] });
  await expect
    .poll(() => client.responses.map(({ type }) => type))
    .toEqual(['clusters', 'listeners', 'routes']);
});

test('a proxy that does not read costs one response, and then gets the newest state', async () => {
  const server = await startServer(BLUE, { stageTimeoutMs: 0, ...KEEP });
  const client = connectManual(server.port);
  client.request('routes', { names: ['web-routes'] });
  await expect.poll(() => client.responses).toHaveLength(1);
  client.pause();
  const bulk = 'x'.repeat(2_000_000);
  for (let version = 1; version <= 30; version += 1) {
    const routes = {
      ...sampleRoutes('web-routes', { blue: 100 }),
      metadata: { filter_metadata: { test: { version, bulk } } },
    };
    publish(server, { ...BLUE, routes: { 'web-routes': routes } });
    await expect.poll(() => server.proxies()[0]?.state).toBe('pending');
  }
  client.resume();
  await expect.poll(() => JSON.stringify(client.responses.at(-1)).slice(0, 400)).toContain('"version":30');
  expect(client.responses.length).toBeLessThan(10);
});

test('a taken port is an error that names the address', async () => {
  const server = await startServer();
  const second = createXdsServer({ host: '127.0.0.1', port: server.port, onConnect() {}, onDisconnect() {} });
  await expect(second).rejects.toThrow(`xDS cannot listen on 127.0.0.1:${server.port}`);
});

test('closing ends all streams and frees the port', async () => {
  const server = await startServer(BLUE);
  const client = connectProxy(server.port);
  await synced(server);
  await server.close();
  await expect.poll(() => client.ended.status).toBeDefined();
  expect(server.disconnected).toEqual(['proxy-1']);
  await expect(startServer(BLUE, { port: server.port })).resolves.toMatchObject({ port: server.port });
});
