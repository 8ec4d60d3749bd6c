import { expect, onTestFinished } from 'vitest';
import type { ProxyStatus } from '../proxy-status.ts';
import type { ResourceSet } from '../resource-set.ts';
import {
  type ConnectedProxy,
  createXdsServer,
  type XdsServer,
  type XdsServerOptions,
} from '../xds-server.ts';

export interface RunningServer extends XdsServer {
  /** All proxies that ever connected, oldest first. */
  readonly connected: readonly ConnectedProxy[];
  readonly disconnected: readonly string[];
  readonly statuses: readonly ProxyStatus[];
}

/** A server on a free port that is closed with the test. `initial` is published for each proxy that connects. */
export async function startServer(
  initial?: ResourceSet,
  options: Partial<XdsServerOptions> = {},
): Promise<RunningServer> {
  const connected: ConnectedProxy[] = [];
  const disconnected: string[] = [];
  const statuses: ProxyStatus[] = [];
  const server: XdsServer = await createXdsServer({
    host: '127.0.0.1',
    port: 0,
    removalGraceMs: 0,
    ...options,
  });
  server.follow({
    onConnect(proxy) {
      connected.push(proxy);
      if (initial !== undefined) {
        server.publish(proxy.proxyId, initial);
      }
    },
    onDisconnect: (proxyId) => disconnected.push(proxyId),
    onStatus: (status) => statuses.push(status),
  });
  onTestFinished(() => server.close());
  return { ...server, connected, disconnected, statuses };
}

/** Publishes for the oldest proxy. */
export function publish(server: RunningServer, resources: ResourceSet): void {
  const outcome = server.publish(server.proxies()[0]?.proxyId ?? '', resources);
  expect(outcome).toMatchObject({ status: 'published' });
}

/** Waits until the oldest proxy has acknowledged its target. */
export async function synced(server: RunningServer): Promise<void> {
  await expect.poll(() => server.proxies()[0]?.state).toBe('synced');
}
