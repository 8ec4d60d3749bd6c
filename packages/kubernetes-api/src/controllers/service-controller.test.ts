import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKubernetesApi, type KubernetesApi } from '../create-kubernetes-api.ts';
import { SERVICES } from '../objects/kinds.ts';
import type { ServicePort } from '../objects/service.ts';
import type { ServicePortRef } from './service-controller.ts';
import { startControllers } from './start-controllers.ts';

let api: KubernetesApi;
let stop: () => Promise<void>;
const free = new Set<number>();
const released: string[] = [];

beforeEach(async () => {
  api = await createKubernetesApi({ host: '127.0.0.1', port: 0 });
  free.clear();
  released.length = 0;
  for (const port of [31_001, 31_002]) free.add(port);
  const controllers = startControllers(api, {
    nodePorts: {
      allocate: async () => {
        const [port] = free;
        if (port === undefined) throw new Error('no port is left');
        free.delete(port);
        return port;
      },
      release: ({ service, port }: ServicePortRef, nodePort) => {
        released.push(`${service} ${port}`);
        free.add(nodePort);
      },
    },
    onProblem: (message) => released.push(message),
  });
  stop = () => controllers.stop();
});
afterEach(async () => {
  await stop();
  await api.close();
});

function createLoadBalancer(name: string, ports: readonly ServicePort[] = [{ port: 80 }]): void {
  api.store.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { type: 'LoadBalancer', ports },
  });
}

function nodePortsOf(name: string): readonly (number | undefined)[] | undefined {
  return api.store.get(SERVICES, 'default', name)?.spec.ports?.map(({ nodePort }) => nodePort);
}

test('the node ports of a Service that goes are free for others', async () => {
  for (let round = 0; round < 10; round += 1) {
    createLoadBalancer(`round-${round}`);
    await expect.poll(() => nodePortsOf(`round-${round}`)?.[0]).toBeGreaterThan(31_000);
    api.store.delete(SERVICES, 'default', `round-${round}`);
    await expect.poll(() => released).toHaveLength(round + 1);
  }
  expect(released.at(-1)).toBe('round-9 80');
});

test('a Service that stops being reached from outside gives its node ports back', async () => {
  createLoadBalancer('product', [
    { name: 'http', port: 80 },
    { name: 'admin', port: 81 },
  ]);
  await expect.poll(() => nodePortsOf('product')).toEqual([31_001, 31_002]);
  api.store.modify(SERVICES, 'default', 'product', (it) => ({
    ...it,
    spec: { ...it.spec, type: 'ClusterIP' as const },
  }));
  await expect.poll(() => released).toEqual(['product 80', 'product 81']);
});
