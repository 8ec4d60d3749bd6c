import { describe, expect, test } from 'vitest';
import { CONFIG_MAPS, NAMESPACES, PODS, SERVICES } from '../objects/kinds.ts';
import type { NewObject } from '../objects/kubernetes-object.ts';
import type { Pod, PodStatus } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import { builtInResources } from '../resources/built-in-resources.ts';
import { ResourceRegistry } from '../resources/resource-registry.ts';
import type { ApiError } from './api-error.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

const NOW = Date.UTC(2026, 10, 20);

function createStore(): MemoryObjectStore {
  const registry = new ResourceRegistry([]);
  const store = new MemoryObjectStore(registry, () => NOW);
  const context = {
    nodeName: 'local',
    clock: () => NOW,
    admitPod: (it: Pod) => it,
    services: () => store.list(SERVICES),
  };
  for (const definition of builtInResources(context)) registry.add(definition);
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  return store;
}

function configMap(name: string, data: Record<string, string> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

function pod(name: string): NewObject<Pod> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'app', image: 'x' }] },
  };
}

function refusalOf(action: () => unknown): ApiError {
  try {
    action();
  } catch (error) {
    return error as ApiError;
  }
  throw new Error('it was not refused');
}

describe('the object store', () => {
  test('gives a new object its uid, version, generation and time', () => {
    const created = createStore().create(configMap('c'));
    expect(created.metadata).toMatchObject({
      namespace: 'default',
      generation: 1,
      creationTimestamp: '2026-11-20T00:00:00Z',
    });
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Object.isFrozen(created.metadata)).toBe(true);
  });

  test('makes a name from generateName', () => {
    const created = createStore().create({ ...configMap('x'), metadata: { generateName: 'c-' } });
    expect(created.metadata.name).toMatch(/^c-[a-z0-9]{5}$/);
  });

  test('refuses a write based on an older version, and takes one that names none', () => {
    const store = createStore();
    const first = store.create(configMap('c', { a: '1' }));
    store.update({ ...first, data: { a: '2' } });
    expect(refusalOf(() => store.update({ ...first, data: { a: '3' } }))).toMatchObject({
      code: 409,
      reason: 'Conflict',
    });
    const { resourceVersion: _version, ...metadata } = first.metadata;
    store.update({ ...first, metadata: metadata as never, data: { a: '4' } });
    expect(store.get(CONFIG_MAPS, 'default', 'c')?.data).toEqual({ a: '4' });
  });

  test('an update that changes nothing leaves the version alone', () => {
    const store = createStore();
    const first = store.create(configMap('c', { a: '1' }));
    expect(store.update(first).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test('generation counts changes of the spec, not of labels or status', () => {
    const store = createStore();
    const service = store.create<Service>({
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }], selector: { a: 'b' } },
    });
    const labelled = store.update({ ...service, metadata: { ...service.metadata, labels: { x: 'y' } } });
    const reported = store.updateStatus({
      ...labelled,
      status: { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } },
    });
    expect(reported.metadata.generation).toBe(1);
    const changed = store.update({
      ...reported,
      spec: { ...reported.spec, selector: { a: 'c' } },
    });
    expect(changed.metadata.generation).toBe(2);
    expect(changed.status).toEqual(reported.status);
  });

  test('a finalizer keeps a deleted object until it is removed', () => {
    const store = createStore();
    store.create({ ...configMap('c'), metadata: { name: 'c', finalizers: ['example.com/wait'] } });
    const marked = store.delete(CONFIG_MAPS, 'default', 'c');
    expect(marked.metadata.deletionTimestamp).toBe('2026-11-20T00:00:00Z');
    store.update({ ...marked, metadata: { ...marked.metadata, finalizers: [] } });
    expect(store.get(CONFIG_MAPS, 'default', 'c')).toBeUndefined();
  });

  test('a pod waits for its node agent, which removes it without grace', () => {
    const store = createStore();
    store.create(pod('p'));
    const marked = store.delete(PODS, 'default', 'p');
    expect(marked.metadata).toMatchObject({
      deletionTimestamp: '2026-11-20T00:00:30Z',
      deletionGracePeriodSeconds: 30,
    });
    store.modifyStatus(PODS, 'default', 'p', (it): PodStatus => ({ ...it.status, phase: 'Running' }));
    expect(store.get(PODS, 'default', 'p')).toBeDefined();
    store.delete(PODS, 'default', 'p', { gracePeriodSeconds: 0 });
    expect(store.get(PODS, 'default', 'p')).toBeUndefined();
  });

  test('a pod that has run to its end is deleted at once', () => {
    const store = createStore();
    store.create(pod('p'));
    store.modifyStatus(PODS, 'default', 'p', (it): PodStatus => ({ ...it.status, phase: 'Succeeded' }));
    store.delete(PODS, 'default', 'p');
    expect(store.get(PODS, 'default', 'p')).toBeUndefined();
  });

  test('a pod is complete when it is created: defaults, node and phase', () => {
    const created = createStore().create(pod('p'));
    expect(created.spec).toMatchObject({
      nodeName: 'local',
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
    });
    expect(created.status?.phase).toBe('Pending');
  });

  test('nothing is created in a namespace that is missing or being deleted', () => {
    const store = createStore();
    const inNamespace = (namespace: string) =>
      store.create({ ...configMap('c'), metadata: { name: 'c', namespace } });
    expect(refusalOf(() => inNamespace('nope')).message).toBe('namespaces "nope" not found');
    store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'leaving' } });
    store.delete(NAMESPACES, undefined, 'leaving');
    expect(store.get(NAMESPACES, undefined, 'leaving')?.status?.phase).toBe('Terminating');
    expect(refusalOf(() => inNamespace('leaving'))).toMatchObject({ code: 403, reason: 'Forbidden' });
  });

  test('every violation is named in one refusal', () => {
    const wrong = {
      ...pod('p'),
      spec: {
        containers: [
          { name: 'A', image: '' },
          { name: 'b', image: 'x', ports: [{ containerPort: 0 }] },
        ],
      },
    };
    const refusal = refusalOf(() => createStore().create(wrong));
    expect(refusal.code).toBe(422);
    expect(refusal.details?.causes?.map((it) => it.field)).toEqual([
      'spec.containers[0].name',
      'spec.containers[0].image',
      'spec.containers[1].ports[0].containerPort',
    ]);
  });

  test('a wrong type is refused with its path', () => {
    const wrong = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { replicas: 'two' },
    };
    expect(refusalOf(() => createStore().create(wrong)).message).toContain(
      'spec.replicas: must be a whole number, got "two"',
    );
  });

  test('a Service keeps its address and node port when they are not named in an update', () => {
    const store = createStore();
    const spec = { type: 'LoadBalancer' as const, ports: [{ port: 80 }], selector: { a: 'b' } };
    const service = store.create<Service>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec,
    });
    const withPort = store.update({ ...service, spec: { ...spec, ports: [{ port: 80, nodePort: 7450 }] } });
    const again = store.update({ ...withPort, spec: { ...spec, selector: { a: 'c' } } });
    expect(again.spec).toMatchObject({ clusterIP: '10.96.0.2', ports: [{ port: 80, nodePort: 7450 }] });
    const inside = store.update({ ...again, spec: { ...spec, type: 'ClusterIP' } });
    expect((inside.spec as { ports: object[] }).ports[0]).not.toHaveProperty('nodePort');
  });

  test('changes arrive in order, once, after the write', async () => {
    const store = createStore();
    const seen: string[] = [];
    store.create(configMap('before'));
    const stop = store.watch(CONFIG_MAPS, ({ type, object }) => {
      seen.push(`${type} ${object.metadata.name}`);
      if (type === 'ADDED') store.delete(CONFIG_MAPS, 'default', object.metadata.name);
    });
    store.create(configMap('a'));
    store.create(configMap('b'));
    expect(seen).toEqual([]);
    await expect.poll(() => seen).toEqual(['ADDED a', 'ADDED b', 'DELETED a', 'DELETED b']);
    stop();
    store.create(configMap('c'));
    await Promise.resolve();
    expect(seen).toHaveLength(4);
  });

  test('secrets are encoded from stringData, and their values never appear in a refusal', () => {
    const store = createStore();
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'hello' } };
    const created = store.create(secret);
    expect(created).toMatchObject({ type: 'Opaque', data: { a: 'aGVsbG8=' } });
    expect(created).not.toHaveProperty('stringData');
    const refusal = refusalOf(() =>
      store.create({ ...secret, metadata: { name: 't' }, stringData: {}, data: { a: 'top!secret' } }),
    );
    expect(refusal.message).toContain('must be base64');
    expect(refusal.message).not.toContain('top!secret');
  });

  test('field selectors name what a kind offers', () => {
    const store = createStore();
    store.create(pod('p'));
    store.create(pod('q'));
    expect(store.list(PODS, { fieldSelector: 'metadata.name=p' })).toHaveLength(1);
    expect(store.list(PODS, { fieldSelector: 'spec.nodeName=local,status.phase!=Running' })).toHaveLength(2);
    expect(refusalOf(() => store.list(PODS, { fieldSelector: 'spec.foo=x' })).message).toContain(
      'field label not supported: spec.foo',
    );
  });
});
