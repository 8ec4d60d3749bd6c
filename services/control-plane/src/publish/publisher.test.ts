import type { ProxyStatus, PublishOutcome, ResourceSet, XdsServer } from '@mesh-workshop/xds';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveEndpoints } from '../endpoints/resolve-endpoints.ts';
import { ResourceStore } from '../store/resource-store.ts';
import { temporaryDirectory } from '../testing/start-control-plane.ts';
import { Publisher } from './publisher.ts';

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
  types: { clusters: {}, endpoints: {}, listeners: {}, routes: {}, secrets: {} },
};

/** An xDS server without a network: takes whatever is published, and answers as the test says. */
class XdsInMemory implements XdsServer {
  readonly port = 0;
  readonly published: ResourceSet[] = [];
  outcome: PublishOutcome = { status: 'published', version: '1' };
  status = STATUS;

  publish(_proxyId: string, resources: ResourceSet): PublishOutcome {
    this.published.push(resources);
    return this.outcome;
  }
  proxies(): readonly ProxyStatus[] {
    return [this.status];
  }
  inUse(): readonly ResourceSet[] {
    return [];
  }
  async close(): Promise<void> {}
}

async function startPublisher() {
  const logger = pino({ level: 'silent' });
  const directory = await temporaryDirectory();
  const store = await ResourceStore.open({ directory, onDamage: 'refuse', logger });
  onTestFinished(() => store.close());
  const names = { clusterDomain: 'cluster.local', shortNames: true, namespaces: new Set<string>() };
  let port = 80;
  const endpoints = {
    current() {
      const metadata = { name: 'order', namespace: 'default' };
      return port === 0
        ? undefined
        : resolveEndpoints([{ metadata, spec: { ports: [{ port }] } }], [], names);
    },
    stop: async () => undefined,
  };
  const publisher = new Publisher({
    store,
    documents: { isReady: () => true, problems: () => [], locate: (problems) => problems },
    endpoints,
    clusterDomain: 'cluster.local',
    accountId: '000000000000',
    logger,
  });
  const xds = new XdsInMemory();
  publisher.serve(xds);
  onTestFinished(() => publisher.stop());
  return {
    publisher,
    xds,
    setServicePort(changed: number) {
      port = changed;
      publisher.inputChanged();
    },
  };
}

describe('Publisher', () => {
  it('publishes once for everything that changes at the same time, with the newest of it', async () => {
    const { publisher, xds, setServicePort } = await startPublisher();
    publisher.connected({ proxyId: 'a', node: NODE });
    for (let port = 1; port <= 100; port++) setServicePort(port);
    await expect.poll(() => xds.published.length).toBe(1);
    expect(JSON.stringify(xds.published[0])).toContain('order.default.svc.cluster.local:100');
    expect(publisher.snapshot('a')).toEqual(xds.published[0]);
  });

  it('shows a proxy as stale when a later configuration cannot be sent, and as its own again when one can', async () => {
    const { publisher, xds, setServicePort } = await startPublisher();
    publisher.connected({ proxyId: 'a', node: NODE });
    await expect.poll(() => xds.published.length).toBe(1);
    const good = publisher.snapshot('a');
    const problem = {
      type: 'routes',
      name: 'r',
      path: 'virtual_hosts[0]',
      message: 'no such field',
    } as const;
    xds.outcome = { status: 'refused', problems: [problem] };
    setServicePort(81);
    await expect
      .poll(() => publisher.views())
      .toMatchObject([{ state: 'stale', reason: 'routes["r"].virtual_hosts[0]: no such field' }]);
    expect(publisher.problems()).toMatchObject([
      { code: 'not-publishable', path: 'routes["r"].virtual_hosts[0]' },
    ]);
    expect(publisher.snapshot('a')).toBe(good);
    xds.outcome = { status: 'published', version: '2' };
    setServicePort(82);
    await expect.poll(() => publisher.views()).toMatchObject([{ state: 'pending' }]);
    expect(publisher.problems()).toEqual([]);
  });

  it('publishes nothing before endpoints are known', async () => {
    const { publisher, xds, setServicePort } = await startPublisher();
    setServicePort(0);
    publisher.connected({ proxyId: 'a', node: NODE });
    await expect
      .poll(() => publisher.views())
      .toMatchObject([{ state: 'waiting', reason: expect.stringContaining('Kubernetes') }]);
    expect(xds.published).toEqual([]);
    setServicePort(80);
    await expect.poll(() => xds.published.length).toBe(1);
  });

  it('counts each rejection once and shows it with the words of the proxy', async () => {
    const { publisher, xds } = await startPublisher();
    publisher.connected({ proxyId: 'a', node: NODE });
    const nack = { version: '1', message: 'duplicate domain', at: 5 };
    xds.status = { ...STATUS, state: 'rejected', types: { ...STATUS.types, routes: { nack } } };
    await expect.poll(() => xds.published.length).toBe(1);
    publisher.acknowledged(xds.status);
    publisher.acknowledged(xds.status);
    expect(publisher.counts.nacks).toBe(1);
    const reason = 'Envoy rejected routes 1 and keeps those before: duplicate domain';
    expect(publisher.views()).toMatchObject([{ state: 'rejected', reason }]);
    expect(publisher.problems()).toMatchObject([{ code: 'rejected-by-proxy', message: reason }]);
    publisher.disconnected('a');
    expect(publisher.views()).toEqual([]);
  });
});
