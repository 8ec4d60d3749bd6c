import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { ADS_ORDER } from './resource-set.ts';
import { connectAdsClient } from './testing/ads-client.ts';
import { connectProxyClient } from './testing/proxy-client.ts';
import { publish, startServer, synced } from './testing/running-server.ts';
import { sampleResources, sampleRoutes } from './testing/sample-resources.ts';
import { createXdsServer } from './xds-server.ts';

const BLUE = sampleResources({ weights: { blue: 100 } });
const CANARY = sampleResources({ weights: { blue: 75, green: 25 } });
const GREEN = sampleResources({ weights: { green: 100 } });
const NODE = { id: 'node-a', cluster: 'test' };

test('a proxy gets everything of its first target in order, and is synced when it has acknowledged it', async () => {
  const server = await startServer(BLUE);
  const client = connectProxyClient(server.port);
  await expect.poll(() => server.proxies()[0]?.state).toBe('synced');
  expect(client.order()).toEqual(['clusters', 'endpoints', 'listeners', 'routes']);
  expect(client.has('routes')).toMatchObject({ 'web-routes': { name: 'web-routes' } });
  const { types, lastAckAt } = server.proxies()[0] ?? {};
  expect(types?.routes.ackedVersion).toBe(types?.routes.sentVersion);
  expect(lastAckAt).toBeGreaterThan(0);
});

test('the node of the first request is kept, and a proxy without a target waits and is sent nothing', async () => {
  const server = await startServer();
  const client = connectProxyClient(server.port, { nodeId: 'some-node' });
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
  const client = connectAdsClient(server.port, {});
  client.request('clusters');
  await expect.poll(() => client.ended.status?.code).toBe(status.INVALID_ARGUMENT);
  expect(server.proxies()).toEqual([]);
});

test('delta is refused with words that say what to change', async () => {
  const server = await startServer();
  const client = connectAdsClient(server.port, { node: NODE, method: 'DeltaAggregatedResources' });
  client.request('clusters');
  await expect.poll(() => client.ended.status?.code).toBe(status.UNIMPLEMENTED);
  expect(client.ended.status?.details).toContain('api_type: GRPC');
});

test('one resource set is checked and encoded once, however many proxies it is published to', async () => {
  const server = await startServer();
  for (const nodeId of ['a', 'b', 'c']) connectProxyClient(server.port, { nodeId });
  await expect.poll(() => server.proxies().length).toBe(3);
  let reads = 0;
  const set = {
    ...BLUE,
    get clusters() {
      reads += 1;
      return BLUE.clusters;
    },
  };
  const [first = '', ...others] = server.proxies().map(({ proxyId }) => proxyId);
  server.publish(first, set);
  const readsOfOne = reads;
  for (const proxyId of others) expect(server.publish(proxyId, set).status).toBe('published');
  expect(reads).toBe(readsOfOne);
  await expect.poll(() => server.proxies().map(({ state }) => state)).toEqual(['synced', 'synced', 'synced']);
});

test('publishing what is published already sends nothing', async () => {
  const server = await startServer(BLUE);
  const client = connectProxyClient(server.port);
  await synced(server);
  const proxyId = server.proxies()[0]?.proxyId ?? '';
  expect(server.publish(proxyId, structuredClone(BLUE)).status).toBe('unchanged');
  publish(server, CANARY);
  await synced(server);
  expect(client.order().filter((type) => type === 'listeners')).toHaveLength(1);
});

test('a set with problems is refused whole and the last good one stays', async () => {
  const server = await startServer(BLUE);
  const client = connectProxyClient(server.port);
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
  const client = connectProxyClient(server.port, {
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
  const client = connectProxyClient(server.port, {
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
  const client = connectProxyClient(server.port, {
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

test('a refused secret is history when nothing names it any more', async () => {
  const secret = { name: 'file', tls_certificate: { private_key: { filename: '/nowhere' } } };
  const context = { tls_certificate_sds_secret_configs: [{ name: 'file', sds_config: { ads: {} } }] };
  const tls = 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext';
  const typed_config = { '@type': `type.googleapis.com/${tls}`, common_tls_context: context };
  const blue = { ...BLUE.clusters.blue, transport_socket: { name: 'tls', typed_config } };
  const server = await startServer({ ...BLUE, clusters: { blue }, secrets: { file: secret } });
  const client = connectAdsClient(server.port, { node: NODE });
  const names = {
    secrets: ['file'],
    clusters: [],
    endpoints: ['blue'],
    listeners: [],
    routes: ['web-routes'],
  };
  client.onResponse((response) => {
    if (response.type === 'secrets') client.nack(response, 'no such file', names.secrets);
    else client.ack(response, names[response.type]);
  });
  for (const type of ADS_ORDER) client.request(type, { names: names[type] });
  await expect.poll(() => server.proxies()[0]?.types.secrets.nack?.message).toBe('no such file');
  publish(server, BLUE);
  await synced(server);
  expect(server.proxies()[0]?.types.secrets.nack).toBeUndefined();
});

test('a reconnected proxy that has the clusters and listeners is sent only what it names', async () => {
  const server = await startServer(BLUE);
  const first = connectProxyClient(server.port);
  await synced(server);
  const versions = Object.fromEntries(
    Object.entries(server.proxies()[0]?.types ?? {}).map(([type, { ackedVersion }]) => [
      type,
      ackedVersion ?? '',
    ]),
  );
  first.close();
  await expect.poll(() => server.disconnected).toEqual(['proxy-1']);

  const second = connectAdsClient(server.port, { node: NODE });
  second.request('clusters', { version: versions.clusters ?? '' });
  second.request('endpoints', { version: versions.endpoints ?? '', names: ['blue'] });
  second.request('listeners', { version: versions.listeners ?? '' });
  second.request('routes', { version: versions.routes ?? '', names: ['web-routes'] });
  second.onResponse((response) => second.ack(response, Object.keys(response.resources)));
  await synced(server);
  expect(second.responses.map(({ type }) => type)).toEqual(['endpoints', 'routes']);
  expect(server.proxies()[0]?.proxyId).toBe('proxy-2');
});

test('a reconnected proxy with an old version is sent the new one, its routes when their clusters are there', async () => {
  const server = await startServer(BLUE);
  const client = connectProxyClient(server.port, { versions: { clusters: 'old', listeners: 'older' } });
  await synced(server);
  expect(client.order()[0]).toBe('clusters');
  expect(client.order().at(-1)).toBe('routes');
  expect(client.order().filter((type) => type === 'listeners')).toHaveLength(1);
});

test('two proxies of one node have targets, answers and states of their own', async () => {
  const server = await startServer(BLUE);
  const first = connectProxyClient(server.port);
  await synced(server);
  const second = connectProxyClient(server.port, {
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
  const client = connectAdsClient(server.port, { node: NODE });
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
  const client = connectAdsClient(server.port, { node: NODE });
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

test('a taken port is an error that names the address', async () => {
  const server = await startServer();
  const second = createXdsServer({ host: '127.0.0.1', port: server.port });
  await expect(second).rejects.toThrow(`xDS cannot listen on 127.0.0.1:${server.port}`);
});

test('who follows later is told of the proxies that are connected already', async () => {
  const server = await startServer();
  connectProxyClient(server.port).request('clusters');
  await expect.poll(() => server.connected.length).toBe(1);
  const late: string[] = [];
  server.follow({ onConnect: ({ proxyId, node }) => late.push(`${proxyId} ${node.id}`) });
  expect(late).toEqual([`proxy-1 ${server.connected[0]?.node.id}`]);
});

test('closing ends all streams and frees the port', async () => {
  const server = await startServer(BLUE);
  const client = connectProxyClient(server.port);
  await synced(server);
  await server.close();
  await expect.poll(() => client.ended.status).toBeDefined();
  expect(server.disconnected).toEqual(['proxy-1']);
  await expect(startServer(BLUE, { port: server.port })).resolves.toMatchObject({ port: server.port });
});
