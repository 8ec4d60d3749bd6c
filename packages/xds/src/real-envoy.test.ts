import type { JsonValue } from '@mesh-workshop/json';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import type { ResourceSet } from './resource-set.ts';
import { startBackend, startHangingBackend, startTraffic } from './testing/http-traffic.ts';
import { findEnvoy, type RealEnvoy, startEnvoy } from './testing/real-envoy.ts';
import { type RunningServer, startServer } from './testing/running-server.ts';
import { type SampleTraffic, sampleResources } from './testing/sample-resources.ts';

function startOrSkip(ctx: TestContext, xdsPort: number): RealEnvoy {
  const binary = findEnvoy();
  if (binary === undefined) {
    ctx.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  }
  const envoy = startEnvoy(binary, xdsPort);
  onTestFinished(() => envoy.stop());
  return envoy;
}

/** The port the listener `web` got from the kernel. */
async function listenerPort(envoy: RealEnvoy): Promise<number> {
  await expect.poll(() => envoy.admin('/ready').catch(() => '')).toContain('LIVE');
  const { listener_statuses: listeners } = JSON.parse(await envoy.admin('/listeners?format=json')) as {
    listener_statuses: { name: string; local_address: { socket_address: { port_value: number } } }[];
  };
  return listeners.find(({ name }) => name === 'web')?.local_address.socket_address.port_value ?? 0;
}

/** Resources for the three backends of a test, on a listener port of the kernel's choice. */
async function startBackends(): Promise<(traffic: SampleTraffic) => ResourceSet> {
  const [blue, green, red] = await Promise.all(['blue', 'green', 'red'].map(startBackend));
  const endpoints = Object.fromEntries(
    Object.entries({ blue, green, red }).map(([name, backend]) => [
      name,
      backend === undefined ? [] : [backend],
    ]),
  );
  return (traffic) => sampleResources({ endpoints, listenerPort: 0, ...traffic });
}

async function publishAndSync(server: RunningServer, resources: ResourceSet): Promise<void> {
  const proxyId = server.proxies()[0]?.proxyId ?? '';
  const outcome = server.publish(proxyId, resources);
  expect(outcome).toMatchObject({ status: 'published' });
  await expect
    .poll(() => server.proxies()[0])
    .toMatchObject({ state: 'synced', targetVersion: 'version' in outcome ? outcome.version : '' });
}

test('a canary, then a switch to a cluster that did not exist before, lose no request', async (ctx) => {
  const build = await startBackends();
  const server = await startServer(build({ weights: { blue: 100 } }), { removalGraceMs: 200 });
  const envoy = startOrSkip(ctx, server.port);
  const traffic = startTraffic(await listenerPort(envoy));

  await expect.poll(() => traffic.answered('blue')).toBeGreaterThan(300);
  await publishAndSync(server, build({ weights: { blue: 75, green: 25 } }));
  await expect.poll(() => traffic.answered('green')).toBeGreaterThan(100);
  await publishAndSync(server, build({ weights: { red: 100 } }));
  await expect.poll(() => traffic.answered('red')).toBeGreaterThan(300);
  await expect.poll(() => envoy.admin('/clusters')).not.toMatch(/^(blue|green)::/m);
  await traffic.stop();

  expect(traffic.lost).toEqual([]);
  await expect
    .poll(() => server.inUse(server.connected[0]?.proxyId ?? '').flatMap((set) => Object.keys(set.clusters)))
    .toEqual(['red']);
});

test('a replaced cluster does not wait for endpoints that are what they were, and loses no request', async (ctx) => {
  const build = await startBackends();
  const server = await startServer(build({ weights: { blue: 100 } }));
  const envoy = startOrSkip(ctx, server.port);
  const traffic = startTraffic(await listenerPort(envoy));
  for (const connectTimeout of ['2s', '3s', '4s']) {
    const before = traffic.answered();
    await publishAndSync(server, build({ weights: { blue: 100 }, connectTimeout }));
    await expect.poll(() => traffic.answered()).toBeGreaterThan(before + 100);
  }
  await traffic.stop();
  expect(traffic.lost).toEqual([]);
});

test('routes that Envoy rejects leave the old ones and their cluster in force', async (ctx) => {
  const build = await startBackends();
  const server = await startServer(build({ weights: { blue: 100 } }));
  const envoy = startOrSkip(ctx, server.port);
  const traffic = startTraffic(await listenerPort(envoy));
  const proxyId = server.connected[0]?.proxyId ?? '';
  const next = build({ weights: { green: 100 } });
  const broken = {
    name: 'web-routes',
    virtual_hosts: ['one', 'two'].map((name) => ({ name, domains: ['*'] })),
  };
  const unused = { clusters: {}, endpoints: {} };

  expect(server.publish(proxyId, { ...next, ...unused, routes: { 'web-routes': broken } }).status).toBe(
    'published',
  );
  await expect.poll(() => server.proxies()[0]?.state).toBe('rejected');
  expect(server.proxies()[0]?.types.routes.nack?.message).toContain('domain');
  const before = traffic.answered();
  await expect.poll(() => traffic.answered()).toBeGreaterThan(before + 100);
  expect(traffic.answered('green')).toBe(0);

  await publishAndSync(server, next);
  await expect.poll(() => traffic.answered('green')).toBeGreaterThan(100);
  await traffic.stop();
  expect(traffic.lost).toEqual([]);
});

test('an Envoy whose server was away comes back and goes on without a lost request', async (ctx) => {
  const build = await startBackends();
  const first = await startServer(build({ weights: { blue: 100 } }));
  const envoy = startOrSkip(ctx, first.port);
  const traffic = startTraffic(await listenerPort(envoy));
  await expect.poll(() => first.proxies()[0]?.state).toBe('synced');
  await first.close();

  const second = await startServer(build({ weights: { blue: 100 } }), { port: first.port });
  await expect.poll(() => second.proxies()[0]?.state).toBe('synced');
  await publishAndSync(second, build({ weights: { green: 100 } }));
  await expect.poll(() => traffic.answered('green')).toBeGreaterThan(100);
  await traffic.stop();
  expect(traffic.lost).toEqual([]);
});

/** A virtual host of its own for a domain that nobody asks for. */
function withHost(resources: ResourceSet, cluster: string): ResourceSet {
  const { 'web-routes': routes } = resources.routes;
  const host = {
    name: cluster,
    domains: [`${cluster}.example`],
    routes: [{ match: { prefix: '/' }, route: { cluster } }],
  };
  const hosts = [...[routes?.virtual_hosts ?? []].flat(), host] as JsonValue[];
  return { ...resources, routes: { 'web-routes': { ...routes, virtual_hosts: hosts } } };
}

test('a cluster whose health-checked host hangs holds back the routes to it, however long, and loses no request', async (ctx) => {
  const backends = await startBackends();
  const hanging = await startHangingBackend();
  const blue = backends({ weights: { blue: 100 } });
  const endpoints = { slow: [hanging] };
  const slow = sampleResources({
    weights: { slow: 100 },
    endpoints,
    listenerPort: 0,
    healthChecked: ['slow'],
  });
  const server = await startServer(blue, { removalGraceMs: 200, stageTimeoutMs: 100 });
  const envoy = startOrSkip(ctx, server.port);
  const traffic = startTraffic(await listenerPort(envoy));
  await expect.poll(() => traffic.answered('blue')).toBeGreaterThan(100);

  // While the new cluster hangs, the routes to it wait, and a change of others does not.
  const proxyId = server.proxies()[0]?.proxyId ?? '';
  server.publish(proxyId, slow);
  await expect
    .poll(() => server.proxies()[0]?.missingClusters)
    .toMatchObject([{ cluster: 'slow', reason: 'not acknowledged' }]);
  const green = backends({ weights: { green: 100 } });
  const both = {
    ...green,
    clusters: { ...green.clusters, ...slow.clusters },
    endpoints: { ...green.endpoints, ...slow.endpoints },
  };
  server.publish(proxyId, withHost(both, 'slow'));
  await expect.poll(() => traffic.answered('green')).toBeGreaterThan(100);
  await expect.poll(() => server.proxies()[0]?.state).toBe('synced');
  await traffic.stop();
  expect(traffic.lost).toEqual([]);
});

test('a cluster that Envoy rejects holds back what names it, and no other change of routes', async (ctx) => {
  const build = await startBackends();
  const server = await startServer(build({ weights: { blue: 50, green: 50 } }), { removalGraceMs: 200 });
  const envoy = startOrSkip(ctx, server.port);
  const traffic = startTraffic(await listenerPort(envoy));
  await expect.poll(() => traffic.answered('green')).toBeGreaterThan(50);

  // Envoy refuses a cluster of a type that it has no load balancer for.
  const next = build({ weights: { red: 100 } });
  const sample = sampleResources({ weights: { bad: 1 } });
  const clusters = { ...next.clusters, bad: { ...sample.clusters.bad, lb_policy: 'CLUSTER_PROVIDED' } };
  const endpoints = { ...next.endpoints, ...sample.endpoints };
  const withBad = withHost({ ...next, clusters, endpoints }, 'bad');
  const proxyId = server.proxies()[0]?.proxyId ?? '';
  expect(server.publish(proxyId, withBad)).toMatchObject({ status: 'published' });
  await expect.poll(() => traffic.answered('red')).toBeGreaterThan(100);
  await expect
    .poll(() => server.proxies()[0])
    .toMatchObject({ state: 'rejected', missingClusters: [{ cluster: 'bad', reason: 'rejected' }] });
  expect(server.proxies()[0]?.types.clusters.nack).toMatchObject({
    message: expect.stringContaining('bad'),
    refused: ['bad'],
    suspects: [],
  });
  await expect.poll(() => envoy.admin('/clusters')).not.toMatch(/^(blue|green|bad)::/m);
  await publishAndSync(server, next);
  await traffic.stop();
  expect(traffic.lost).toEqual([]);
});
