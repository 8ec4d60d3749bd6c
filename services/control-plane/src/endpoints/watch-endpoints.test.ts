import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadKubeConfig } from '../kubernetes-client/kubernetes-request.ts';
import {
  type KubernetesTestApi,
  pod,
  service,
  slice,
  startKubernetesTestApi,
} from '../testing/kubernetes-test-api.ts';
import { type EndpointsSource, watchEndpoints } from './watch-endpoints.ts';

const QUERY = { hostname: 'product.default.svc.cluster.local', port: 8080, namespace: 'default' };
function watch(api: KubernetesTestApi): { source: EndpointsSource; changes: { count: number } } {
  const changes = { count: 0 };
  const source = watchEndpoints({
    kubeConfig: loadKubeConfig(api.kubeConfigFile),
    clusterDomain: 'cluster.local',
    logger: pino({ level: 'silent' }),
  });
  source.follow(() => {
    changes.count += 1;
  });
  onTestFinished(() => source.stop());
  return { source, changes };
}

const portsOf = (source: EndpointsSource) =>
  source
    .current()
    ?.lookup(QUERY)
    ?.map(({ port }) => port);

describe('watchEndpoints', () => {
  it('knows nothing before the first list, then follows every change', async () => {
    const api = await startKubernetesTestApi();
    api.apply(service('product', 8080), slice('product', 'a', 40001));
    const { source, changes } = watch(api);
    expect(source.current()).toBeUndefined();
    await expect.poll(() => portsOf(source)).toEqual([40001]);
    await expect.poll(() => api.requests.watches).toBe(3);
    const before = changes.count;
    api.apply(slice('product', 'b', 40002));
    await expect.poll(() => portsOf(source)).toEqual([40001, 40002]);
    api.apply(slice('product', 'a', 40001, false));
    await expect.poll(() => portsOf(source)).toEqual([40002]);
    api.delete(slice('product', 'b', 40002));
    await expect.poll(() => portsOf(source)).toEqual([]);
    expect(changes.count).toBe(before + 3);
    expect(api.requests.lists).toBe(3);
  });

  it('takes no notice of what changes in a pod without changing where its traffic goes', async () => {
    const api = await startKubernetesTestApi();
    api.apply(pod('a', 40001));
    const { source, changes } = watch(api);
    await expect.poll(() => api.requests.watches).toBe(3);
    const before = changes.count;
    api.apply({ ...pod('a', 40001), spec: { nodeName: 'here' } });
    api.apply(pod('a', 40001, {}, false));
    await expect.poll(() => changes.count).toBe(before + 1);
    api.apply(service('product', 8080));
    await expect.poll(() => source.current()?.services.length).toBe(1);
    expect(changes.count).toBe(before + 2);
  });

  it('keeps what it knows while the API is away, and catches up with what it missed', async () => {
    const api = await startKubernetesTestApi();
    api.apply(service('product', 8080), slice('product', 'a', 40001));
    const { source } = watch(api);
    await expect.poll(() => api.requests.watches).toBe(3);
    await api.goAway();
    api.apply(slice('product', 'b', 40002));
    api.delete(slice('product', 'a', 40001));
    expect(portsOf(source)).toEqual([40001]);
    await api.comeBack();
    await expect.poll(() => portsOf(source)).toEqual([40002]);
  });

  it('lists again when its resource version is too old', async () => {
    const api = await startKubernetesTestApi();
    const { source } = watch(api);
    await expect.poll(() => api.requests.watches).toBe(3);
    api.expireWatches();
    await expect.poll(() => api.requests.watches).toBe(6);
    expect(api.requests.lists).toBe(6);
    api.apply(service('product', 8080), slice('product', 'a', 40001));
    await expect.poll(() => portsOf(source)).toEqual([40001]);
  });

  it('starts while the API is away', async () => {
    const api = await startKubernetesTestApi();
    await api.goAway();
    const { source } = watch(api);
    api.apply(service('product', 8080), slice('product', 'a', 40001));
    await api.comeBack();
    await expect.poll(() => portsOf(source)).toEqual([40001]);
  });
});

describe('without a kubeconfig', () => {
  it('names of the cluster have no endpoints, and all others are left to DNS', () => {
    const logger = pino({ level: 'silent' });
    const source = watchEndpoints({ kubeConfig: undefined, clusterDomain: 'cluster.local', logger });
    const lookup = source.current()?.lookup;
    expect(lookup?.(QUERY)).toEqual([]);
    expect(lookup?.({ ...QUERY, hostname: 'product' })).toBeUndefined();
    expect(lookup?.({ ...QUERY, hostname: 'example.com' })).toBeUndefined();
  });
});
