import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { type Answer, startBackend, startTraffic } from './testing/http-traffic.ts';
import { findEnvoy, type RealEnvoy, startEnvoy } from './testing/real-envoy.ts';
import { startServer } from './testing/running-server.ts';
import { sampleResources } from './testing/sample-resources.ts';

const WITHIN = { timeout: 20_000 };

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
  await expect.poll(() => envoy.admin('/ready').catch(() => ''), WITHIN).toContain('LIVE');
  const listeners = JSON.parse(await envoy.admin('/listeners?format=json')) as {
    listener_statuses: { name: string; local_address: { socket_address: { port_value: number } } }[];
  };
  return (
    listeners.listener_statuses.find(({ name }) => name === 'web')?.local_address.socket_address.port_value ??
    0
  );
}

function count(answers: readonly Answer[], body: string): number {
  return answers.filter((answer) => answer.ok && answer.body === body).length;
}

test('shifting all traffic to a new cluster loses no request, and the old cluster goes afterwards', async (ctx) => {
  const blue = await startBackend('blue');
  const green = await startBackend('green');
  const endpoints = { blue: [blue], green: [green] };
  const publish = (weights: Record<string, number>) =>
    sampleResources({ weights, endpoints, listenerPort: 0 });
  const server = await startServer(publish({ blue: 100 }), { removalGraceMs: 200 });
  const envoy = startOrSkip(ctx, server.port);
  const port = await listenerPort(envoy);
  const proxyId = server.connected[0]?.proxyId ?? '';
  const isSynced = () => server.proxies()[0]?.state === 'synced';

  const traffic = startTraffic(port, 30_000);
  await expect.poll(() => count(traffic.answers, 'blue'), WITHIN).toBeGreaterThan(300);
  server.publish(proxyId, publish({ blue: 50, green: 50 }));
  await expect.poll(isSynced, WITHIN).toBe(true);
  await expect.poll(() => count(traffic.answers, 'green'), WITHIN).toBeGreaterThan(300);
  server.publish(proxyId, publish({ green: 100 }));
  await expect.poll(() => envoy.admin('/clusters'), WITHIN).not.toContain('blue::');
  const before = traffic.answers.length;
  await expect.poll(() => traffic.answers.length, WITHIN).toBeGreaterThan(before + 100);
  await traffic.stop();

  expect(traffic.answers.filter((answer) => !answer.ok)).toEqual([]);
  expect(server.inUse(proxyId).flatMap((set) => Object.keys(set.clusters))).toEqual(['green']);
});
