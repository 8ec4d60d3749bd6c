import { expect, onTestFinished, test } from 'vitest';
import { connectProxyClient, type ProxyClient, type ProxyClientOptions } from './testing/proxy-client.ts';
import { startServer } from './testing/running-server.ts';
import { sampleResources } from './testing/sample-resources.ts';

function connect(port: number, options: ProxyClientOptions = {}): ProxyClient {
  const client = connectProxyClient(port, options);
  onTestFinished(() => client.close());
  return client;
}

test('a proxy gets everything of its first target, and is synced when it has acknowledged it', async () => {
  const server = await startServer(sampleResources({ weights: { blue: 100 } }));
  const client = connect(server.port);
  await expect.poll(() => server.proxies()[0]?.state).toBe('synced');
  expect(client.order()).toEqual(['clusters', 'endpoints', 'listeners', 'routes']);
});
