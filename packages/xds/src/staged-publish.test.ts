import { expect, test } from 'vitest';
import type { ResourceSet, ResourceTypeName } from './resource-set.ts';
import { connectAdsClient } from './testing/ads-client.ts';
import { connectProxyClient } from './testing/proxy-client.ts';
import { publish, type RunningServer, startServer, synced } from './testing/running-server.ts';
import { sampleListener, sampleResources, sampleRoutes } from './testing/sample-resources.ts';

const BLUE = sampleResources({ weights: { blue: 100 } });
const CANARY = sampleResources({ weights: { blue: 75, green: 25 } });
const GREEN = sampleResources({ weights: { green: 100 } });
const NODE = { id: 'node-a', cluster: 'test' };

/** Keeps replaced clusters for longer than any test takes. */
const KEEP = { removalGraceMs: 600_000 };

function clustersInUse(server: RunningServer): string[] {
  const sets = server.inUse(server.proxies()[0]?.proxyId ?? '');
  return [...new Set(sets.flatMap((set) => Object.keys(set.clusters)))].sort();
}

test('endpoints that no cluster of the target has are sent as empty, so that nobody waits for them', async () => {
  const server = await startServer(BLUE);
  const client = connectAdsClient(server.port, { node: NODE });
  client.request('endpoints', { names: ['unknown'] });
  await expect.poll(() => client.responses[0]?.resources).toEqual({ unknown: { cluster_name: 'unknown' } });
});

test('a change of endpoints alone is sent alone, and only those that changed', async () => {
  const server = await startServer(CANARY, KEEP);
  const client = connectProxyClient(server.port);
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
  const client = connectProxyClient(server.port);
  await synced(server);
  const sent = client.responses.length;
  publish(server, sampleResources({ weights: { blue: 100 }, connectTimeout: '2s' }));
  await synced(server);
  expect(client.order().slice(sent)).toEqual(['clusters', 'endpoints']);
});

test('old clusters stay beside the new ones until the routes are acknowledged, then go', async () => {
  const server = await startServer(BLUE);
  const client = connectProxyClient(server.port);
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

test('a cluster goes with the last listener that led to it, though the proxy asks for its routes until its connections are drained', async () => {
  const both: ResourceSet = {
    ...CANARY,
    listeners: { ...BLUE.listeners, side: sampleListener('side', 'side-routes', 1) },
    routes: { ...BLUE.routes, 'side-routes': sampleRoutes('side-routes', { green: 100 }) },
  };
  const server = await startServer(both);
  const client = connectAdsClient(server.port, { node: NODE });
  const names: Partial<Record<ResourceTypeName, string[]>> = {
    endpoints: ['blue', 'green'],
    routes: ['web-routes', 'side-routes'],
  };
  client.onResponse((response) => client.ack(response, names[response.type] ?? []));
  client.request('clusters');
  client.request('listeners');
  client.request('endpoints', { names: names.endpoints ?? [] });
  client.request('routes', { names: names.routes ?? [] });
  await synced(server);
  expect(clustersInUse(server)).toEqual(['blue', 'green']);
  publish(server, BLUE);
  await expect.poll(() => clustersInUse(server)).toEqual(['blue']);
  const inUse = server.inUse('proxy-1').flatMap((set) => Object.keys(set.endpoints));
  expect(inUse).not.toContain('green');
});

test('while a proxy has not acknowledged the new routes, the old cluster is in use and nothing is removed', async () => {
  const server = await startServer(BLUE);
  const client = connectAdsClient(server.port, { node: NODE });
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
  const client = connectProxyClient(server.port);
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
  const client = connectProxyClient(server.port);
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

test('a proxy that never asks for the endpoints of a cluster gets no route to it, and the cluster is named', async () => {
  const server = await startServer(BLUE, { stageTimeoutMs: 50, ...KEEP });
  const client = connectAdsClient(server.port, { node: NODE });
  client.onResponse((response) => client.ack(response, response.type === 'routes' ? ['web-routes'] : []));
  client.request('clusters');
  client.request('listeners');
  client.request('routes', { names: ['web-routes'] });
  await expect
    .poll(() => client.responses.map(({ type }) => type))
    .toEqual(['clusters', 'listeners', 'routes']);
  expect(client.responses.at(-1)?.resources).toEqual({ 'web-routes': { name: 'web-routes' } });
  expect(server.proxies()[0]?.missingClusters).toMatchObject([
    { cluster: 'blue', reason: 'not acknowledged', since: expect.any(Number) },
  ]);
});

test('a proxy that does not read costs one response, and then gets the newest state', async () => {
  const server = await startServer(BLUE, { stageTimeoutMs: 0, ...KEEP });
  const client = connectAdsClient(server.port, { node: NODE });
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
