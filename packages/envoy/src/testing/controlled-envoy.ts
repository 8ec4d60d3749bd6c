import type { JsonObject } from '@mesh-workshop/json';
import { createXdsServer, type ResourceSet, type XdsServer } from '@mesh-workshop/xds';
import { expect } from 'vitest';
import { buildBootstrap } from '../build-bootstrap.ts';
import { type RunningEnvoy, startEnvoy } from './running-envoy.ts';

/** An Envoy with our bootstrap and a control plane of its own. */
export interface ControlledEnvoy {
  readonly xds: XdsServer;
  readonly envoy: RunningEnvoy;
  /** Waits until the Envoy has connected and taken it. Throws when it is refused. */
  publish(resources: ResourceSet): Promise<void>;
  /** Waits until the Envoy has refused a part of it, and returns why. */
  publishRefused(resources: ResourceSet): Promise<string>;
  stop(): Promise<void>;
}

export async function startControlledEnvoy(
  binary: string,
  node: { readonly id: string; readonly metadata: JsonObject },
): Promise<ControlledEnvoy> {
  const host = '127.0.0.1';
  const xds = await createXdsServer({ host, port: 0, removalGraceMs: 0 });
  const bootstrap = buildBootstrap({
    nodeId: node.id,
    nodeCluster: 'test',
    metadata: node.metadata,
    xds: { host, port: xds.port },
    admin: { address: host, port: 0 },
  });
  const envoy = await startEnvoy(binary, bootstrap);
  return {
    xds,
    envoy,
    async publish(resources) {
      await expect.poll(() => xds.proxies()).toHaveLength(1);
      const outcome = xds.publish(xds.proxies()[0]?.proxyId ?? '', resources);
      if (outcome.status === 'refused') throw new Error(JSON.stringify(outcome.problems));
      const synced = { state: 'synced', targetVersion: outcome.version };
      await expect.poll(() => xds.proxies()[0]).toMatchObject(synced);
    },
    async publishRefused(resources) {
      xds.publish(xds.proxies()[0]?.proxyId ?? '', resources);
      await expect.poll(() => xds.proxies()[0]?.state).toBe('rejected');
      return Object.values(xds.proxies()[0]?.types ?? {})
        .flatMap(({ nack }) => nack?.message ?? [])
        .join('\n');
    },
    async stop() {
      await envoy.stop();
      await xds.close();
    },
  };
}
