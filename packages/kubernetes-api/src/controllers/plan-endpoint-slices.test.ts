import { describe, expect, test } from 'vitest';
import type { Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import { planEndpointSlices, podOwnPort } from './plan-endpoint-slices.ts';

const metadata = { namespace: 'n', resourceVersion: '1', generation: 1, creationTimestamp: '' };

function service(spec: Partial<Service['spec']> = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, name: 's', uid: 's', labels: { team: 'a' } },
    spec: { selector: { app: 'x' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }], ...spec },
  };
}

function pod(
  name: string,
  options: { ready?: boolean; labels?: Record<string, string>; deleted?: boolean } = {},
): Pod {
  const { ready = true, labels = { app: 'x' }, deleted = false } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      name,
      uid: name,
      labels,
      ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      nodeName: 'local',
      containers: [{ name: 'app', image: 'x', ports: [{ name: 'http', containerPort: 8080 }] }],
    },
    status: { podIP: '127.0.0.1', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

describe('endpoint slices', () => {
  test('there is one per pod, with the ports that traffic for it goes to', () => {
    const ports: Record<string, number> = { a: 40_001, b: 40_002 };
    const slices = planEndpointSlices(
      service(),
      [pod('a'), pod('b')],
      ({ metadata: { name } }, containerPort) => {
        expect(containerPort).toBe(8080);
        return { address: '127.0.0.1', port: ports[name] ?? 0 };
      },
    );
    expect(slices.map((it) => it.ports)).toEqual([
      [{ name: 'web', port: 40_001, protocol: 'TCP' }],
      [{ name: 'web', port: 40_002, protocol: 'TCP' }],
    ]);
    expect(slices[0]).toMatchObject({
      metadata: {
        labels: { team: 'a', 'kubernetes.io/service-name': 's' },
        ownerReferences: [{ kind: 'Service', name: 's' }],
      },
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true }, targetRef: { name: 'a' } }],
    });
  });

  test('a pod that is not ready is listed as such, unless the Service wants it anyway', () => {
    const readyOf = (it: Service) =>
      planEndpointSlices(it, [pod('a', { ready: false })], podOwnPort)[0]?.endpoints[0]?.conditions?.ready;
    expect(readyOf(service())).toBe(false);
    expect(readyOf(service({ publishNotReadyAddresses: true }))).toBe(true);
  });

  test('a pod that is being deleted, has other labels or cannot be reached is left out', () => {
    const pods = [pod('a', { deleted: true }), pod('b', { labels: { app: 'y' } }), pod('c')];
    expect(planEndpointSlices(service(), pods, podOwnPort)).toHaveLength(1);
    expect(planEndpointSlices(service(), pods, () => undefined)).toEqual([]);
  });

  test('a Service without a selector, or to an external name, has none', () => {
    const { selector: _selector, ...spec } = service().spec;
    expect(planEndpointSlices({ ...service(), spec }, [pod('a')], podOwnPort)).toEqual([]);
    expect(planEndpointSlices(service({ type: 'ExternalName' }), [pod('a')], podOwnPort)).toEqual([]);
  });

  test('a target port that no container names leaves that port out', () => {
    const ports = [
      { name: 'web', port: 80, targetPort: 'http' },
      { name: 'admin', port: 81, targetPort: 'nope' },
    ];
    expect(planEndpointSlices(service({ ports }), [pod('a')], podOwnPort)[0]?.ports).toEqual([
      { name: 'web', port: 8080, protocol: 'TCP' },
    ]);
  });
});
