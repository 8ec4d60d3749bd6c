import type { ProxyListener, ProxyStatus, PublishOutcome, ResourceSet, XdsServer } from '@mesh-workshop/xds';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveEndpoints } from '../endpoints/resolve-endpoints.ts';
import { Feed } from '../feed.ts';
import { ModelStage } from '../model/model-stage.ts';
import { ResourceStore } from '../store/resource-store.ts';
import { temporaryDirectory } from '../testing/start-control-plane.ts';
import { ChangeLog } from './change-log.ts';
import { Proxies } from './proxies.ts';
import { Publisher } from './publisher.ts';
import { translateProxy } from './translate-proxy.ts';

const NODE = {
  id: 'service-proxy/local',
  cluster: 'test',
  metadata: { 'mesh-workshop': { bind: { address: '127.0.0.1', httpProxyPort: 7404 } } },
  userAgent: 'envoy/1.35.0',
};

const STATUS: ProxyStatus = {
  proxyId: 'a',
  node: NODE,
  connectedAt: 1,
  state: 'pending',
  missingClusters: [],
  types: { clusters: {}, endpoints: {}, listeners: {}, routes: {}, secrets: {} },
};

/** An xDS server without a network: takes whatever is published, and answers as the test says. */
class XdsInMemory implements XdsServer {
  readonly port = 0;
  readonly published: ResourceSet[] = [];
  outcome: PublishOutcome = { status: 'published', version: '1' };
  status = STATUS;
  /** A proxy with which publishing fails, as it never should. */
  broken: string | undefined;
  readonly #listeners: ProxyListener[] = [];

  follow(listener: ProxyListener): void {
    this.#listeners.push(listener);
  }
  connect(proxyId = 'a'): void {
    for (const { onConnect } of this.#listeners) onConnect?.({ proxyId, node: NODE });
  }
  disconnect(): void {
    for (const { onDisconnect } of this.#listeners) onDisconnect?.('a');
  }
  tellStatus(): void {
    for (const { onStatus } of this.#listeners) onStatus?.(this.status);
  }
  publish(proxyId: string, resources: ResourceSet): PublishOutcome {
    if (proxyId === this.broken) throw new Error('out of bounds');
    this.published.push(resources);
    return this.outcome;
  }
  proxies(): readonly ProxyStatus[] {
    return [this.status];
  }
  proxy(): ProxyStatus {
    return this.status;
  }
  inUse(): readonly ResourceSet[] {
    return [];
  }
  async close(): Promise<void> {}
}

async function startPublisher(translate = translateProxy) {
  const logger = pino({ level: 'silent' });
  const directory = await temporaryDirectory();
  const store = await ResourceStore.open({ directory, onDamage: 'refuse', logger });
  onTestFinished(() => store.close());
  const names = { clusterDomain: 'cluster.local', shortNames: true, namespaces: new Set<string>() };
  const model = new ModelStage(store, { isReady: () => true, follow: () => undefined });
  const endpointsFeed = new Feed();
  let port = 80;
  const endpoints = {
    current() {
      const metadata = { name: 'order', namespace: 'default' };
      return port === 0
        ? undefined
        : resolveEndpoints([{ metadata, spec: { ports: [{ port }] } }], [], names);
    },
    follow: (follower: () => void) => endpointsFeed.follow(follower),
  };
  const xds = new XdsInMemory();
  const proxies = new Proxies(xds, logger);
  const publisher = new Publisher({
    ...{ model, endpoints, xds, proxies, changes: new ChangeLog(store), logger },
    clusterDomain: 'cluster.local',
    accountId: '000000000000',
    translate,
  });
  onTestFinished(() => publisher.stop());
  let rounds = 0;
  publisher.follow(() => {
    rounds += 1;
  });
  return {
    proxies,
    xds,
    rounds: () => rounds,
    setServicePort(changed: number) {
      port = changed;
      endpointsFeed.tell();
    },
  };
}

describe('Publisher', () => {
  it('publishes once for everything that changes at the same time, with the newest of it', async () => {
    const { proxies, xds, setServicePort } = await startPublisher();
    xds.connect();
    for (let port = 1; port <= 100; port++) setServicePort(port);
    await expect.poll(() => xds.published.length).toBe(1);
    expect(JSON.stringify(xds.published[0])).toContain('order.default.svc.cluster.local:100');
    expect(proxies.snapshot('a')).toEqual(xds.published[0]);
  });

  it('shows a proxy as stale when a later configuration cannot be sent, and as its own again when one can', async () => {
    const { proxies, xds, setServicePort } = await startPublisher();
    xds.connect();
    await expect.poll(() => xds.published.length).toBe(1);
    const good = proxies.snapshot('a');
    const problem = {
      type: 'routes',
      name: 'r',
      path: 'virtual_hosts[0]',
      message: 'no such field',
    } as const;
    xds.outcome = { status: 'refused', problems: [problem] };
    setServicePort(81);
    await expect
      .poll(() => proxies.views())
      .toMatchObject([{ state: 'stale', reason: 'routes["r"].virtual_hosts[0]: no such field' }]);
    expect(proxies.problems()).toMatchObject([
      { code: 'not-publishable', path: 'routes["r"].virtual_hosts[0]' },
    ]);
    expect(proxies.snapshot('a')).toBe(good);
    xds.outcome = { status: 'published', version: '2' };
    setServicePort(82);
    await expect.poll(() => proxies.views()).toMatchObject([{ state: 'pending' }]);
    expect(proxies.problems()).toEqual([]);
  });

  it('goes on to all other proxies when publishing to one fails, and says so', async () => {
    const { proxies, xds, setServicePort } = await startPublisher();
    xds.broken = 'a';
    xds.connect('a');
    xds.connect('b');
    await expect.poll(() => xds.published.length).toBe(1);
    expect(proxies.snapshot('a')).toBeUndefined();
    expect(proxies.snapshot('b')).toBe(xds.published[0]);
    expect(proxies.views()).toMatchObject([
      { state: 'waiting', reason: expect.stringContaining('Error: out of bounds') },
    ]);
    xds.broken = undefined;
    setServicePort(81);
    await expect
      .poll(() => JSON.stringify(proxies.snapshot('a')))
      .toContain('order.default.svc.cluster.local:81');
  });

  it('translates once for all proxies with the same input, and looks at none of which nothing is different', async () => {
    let translations = 0;
    const { xds, setServicePort, rounds } = await startPublisher((...input) => {
      translations += 1;
      return translateProxy(...input);
    });
    const proxyIds = Array.from({ length: 100 }, (_, index) => `proxy-${index}`);
    for (const proxyId of proxyIds) xds.connect(proxyId);
    await expect.poll(() => xds.published.length).toBe(100);
    expect([translations, new Set(xds.published).size]).toEqual([1, 1]);
    const round = rounds();
    setServicePort(80);
    await expect.poll(rounds).toBe(round + 1);
    expect([translations, xds.published.length]).toEqual([1, 100]);
    setServicePort(81);
    await expect.poll(() => xds.published.length).toBe(200);
    expect([translations, new Set(xds.published).size]).toEqual([2, 2]);
  });

  it('publishes nothing before endpoints are known', async () => {
    const { proxies, xds, setServicePort } = await startPublisher();
    setServicePort(0);
    xds.connect();
    await expect
      .poll(() => proxies.views())
      .toMatchObject([{ state: 'waiting', reason: expect.stringContaining('Kubernetes') }]);
    expect(xds.published).toEqual([]);
    setServicePort(80);
    await expect.poll(() => xds.published.length).toBe(1);
  });

  it('counts each rejection once and shows it with the words of the proxy', async () => {
    const { proxies, xds } = await startPublisher();
    xds.connect();
    const nack = { version: '1', message: 'duplicate domain', at: 5, refused: [], suspects: ['a', 'b'] };
    xds.status = { ...STATUS, state: 'rejected', types: { ...STATUS.types, routes: { nack } } };
    await expect.poll(() => xds.published.length).toBe(1);
    xds.tellStatus();
    xds.tellStatus();
    expect(proxies.nacks).toBe(1);
    const reason =
      'Envoy rejected routes 1 (because of one of a, b, tried one by one) and keeps what it had before: duplicate domain';
    expect(proxies.views()).toMatchObject([{ state: 'rejected', reason }]);
    expect(proxies.problems()).toMatchObject([{ code: 'rejected-by-proxy', message: reason }]);
    xds.disconnect();
    expect(proxies.views()).toEqual([]);
  });
});
