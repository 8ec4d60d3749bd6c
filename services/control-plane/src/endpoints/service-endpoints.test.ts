import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndpointSliceObject, ServiceObject } from './kubernetes-objects.ts';
import type { Pod } from './read-pod.ts';
import { type ListenerEndpoints, listenerEndpoints } from './service-endpoints.ts';

type Ports = NonNullable<ServiceObject['spec']>['ports'];

function service(ports: Ports, members: NonNullable<ServiceObject['spec']> = {}): ServiceObject {
  return {
    metadata: { name: 'shop', namespace: 'default' },
    spec: { clusterIP: '10.96.0.2', ...(ports === undefined ? {} : { ports }), ...members },
  };
}

const headless = (ports?: Ports) => service(ports, { clusterIP: 'None' });

/** A slice with one pod, with its ports by name. */
function slice(
  pod: string,
  address: string,
  ports: Readonly<Record<string, number | null>>,
): EndpointSliceObject {
  return {
    metadata: { name: `shop-${pod}`, namespace: 'default' },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], targetRef: { kind: 'Pod', namespace: 'default', name: pod } }],
    ports: Object.entries(ports).map(([name, port]) => ({ name, port })),
  };
}

function pod(name: string, members: Partial<Pod> = {}): Pod {
  return {
    namespace: 'default',
    name,
    labels: {},
    serves: true,
    addresses: [],
    containerPorts: [],
    ...members,
  };
}

/** A pod of the local target, where all share an address: its container ports are reached elsewhere. */
function onLoopback(name: string, ports: Readonly<Record<number, number>>): Pod {
  const entries = Object.entries(ports).map(([own, port]) => [own, { address: '127.0.0.1', port }]);
  return pod(name, { ports: Object.fromEntries(entries) });
}

function reach(
  behind: ServiceObject,
  slices: readonly EndpointSliceObject[],
  port: number,
  pods: readonly Pod[] = [],
): readonly string[] {
  const { endpoints, withoutPort } = look(behind, slices, port, pods);
  return [
    ...endpoints.map((endpoint) => `${endpoint.address}:${endpoint.port}`),
    ...withoutPort.map((name) => `${name} without`),
  ];
}

function look(
  behind: ServiceObject,
  slices: readonly EndpointSliceObject[],
  port: number,
  pods: readonly Pod[],
): ListenerEndpoints {
  const podNamed = (_: string, name: string) => pods.find((it) => it.name === name);
  return listenerEndpoints({ service: behind, slices, podNamed }, port);
}

describe('the port of an instance', () => {
  test('of a node that listens where its pods and their Service have nothing is not known: nobody else is reached there', () => {
    const http = service([{ port: 80, targetPort: 8080 }]);
    const pods = [onLoopback('a', { 8080: 40001 })];
    expect(reach(http, [slice('a', '127.0.0.1', { '': 40001 })], 9090, pods)).toEqual(['a without']);
    expect(reach(http, [slice('b', '10.0.0.1', { '': 8080 })], 9090)).toEqual(['10.0.0.1 without']);
  });

  test('is what the port that callers dial means for each pod: by name it may be another one in each', () => {
    const named = service([{ name: 'http', port: 8080, targetPort: 'web' }]);
    const slices = [slice('a', '10.0.0.1', { http: 8080 }), slice('b', '10.0.0.2', { http: 3000 })];
    expect(reach(named, slices, 8080)).toEqual(['10.0.0.1:8080', '10.0.0.2:3000']);
  });

  test('is that of the Service port that targets the listener, for those pods where the name means this number', () => {
    const named = service([{ name: 'http', port: 80, targetPort: 'web' }]);
    const slices = [slice('a', '10.0.0.1', { http: 8080 }), slice('b', '10.0.0.2', { http: 3000 })];
    expect(reach(named, slices, 8080, [pod('a'), pod('b')])).toEqual(['10.0.0.1:8080', 'b without']);
    expect(reach(named, slices, 3000, [pod('a'), pod('b')])).toEqual(['10.0.0.2:3000', 'a without']);
  });

  test('is found by the name also where pods are reached at other numbers than their own', () => {
    const named = service([{ name: 'http', port: 80, targetPort: 'web' }]);
    const slices = [slice('a', '127.0.0.1', { http: 40001 }), slice('b', '127.0.0.1', { http: 40002 })];
    const pods = [onLoopback('a', { 8080: 40001 }), onLoopback('b', { 3000: 40002 })];
    expect(reach(named, slices, 8080, pods)).toEqual(['127.0.0.1:40001', 'b without']);
    expect(reach(named, slices, 40002, pods)).toEqual(['a without', 'b without']);
  });

  test('is told apart from the others of a Service with several', () => {
    const several = service([
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'admin', port: 8080, targetPort: 9901 },
      { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
    ]);
    const slices = [slice('a', '10.0.0.1', { http: 8080, admin: 9901, dns: 53 })];
    expect(reach(several, slices, 80)).toEqual(['10.0.0.1:8080']);
    expect(reach(several, slices, 8080)).toEqual(['10.0.0.1:9901']);
    expect(reach(several, slices, 9901)).toEqual(['10.0.0.1:9901']);
  });

  test('is not that of a pod that lacks the name of the port, though others have it', () => {
    const named = service([
      { name: 'http', port: 80, targetPort: 'web' },
      { name: 'admin', port: 81, targetPort: 'admin' },
    ]);
    const slices = [
      slice('a', '10.0.0.1', { http: 8080, admin: 9901 }),
      slice('b', '10.0.0.2', { http: 8080 }),
    ];
    expect(reach(named, slices, 81, [pod('a'), pod('b')])).toEqual(['10.0.0.1:9901', 'b without']);
  });
});

describe('behind a headless Service', () => {
  test('the number is the pod\u2019s own, whatever the Service calls it', () => {
    const shop = headless([{ name: 'http', port: 80, targetPort: 8080 }]);
    expect(reach(shop, [slice('a', '10.0.0.1', { http: 8080 })], 8080)).toEqual(['10.0.0.1:8080']);
    const twisted = headless([
      { name: 'a', port: 8080, targetPort: 9090 },
      { name: 'b', port: 9090, targetPort: 8080 },
    ]);
    expect(reach(twisted, [slice('a', '10.0.0.1', { a: 9090, b: 8080 })], 8080)).toEqual(['10.0.0.1:8080']);
  });

  test('a port counts that only the pod declares, also without any port of the Service', () => {
    const declaring = pod('a', { containerPorts: [8080, 9090] });
    const shop = headless([{ name: 'http', port: 80, targetPort: 8080 }]);
    expect(reach(shop, [slice('a', '10.0.0.1', { http: 8080 })], 9090, [declaring])).toEqual([
      '10.0.0.1:9090',
    ]);
    expect(reach(headless(), [slice('a', '10.0.0.1', {})], 9090, [declaring])).toEqual(['10.0.0.1:9090']);
    const local = onLoopback('a', { 9090: 40002 });
    expect(reach(headless(), [slice('a', '127.0.0.1', {})], 9090, [local])).toEqual(['127.0.0.1:40002']);
  });

  test('one that neither says is not known', () => {
    const shop = headless([{ name: 'http', port: 8080, targetPort: 8080 }]);
    const pods = [pod('a', { containerPorts: [8080] })];
    expect(reach(shop, [slice('a', '10.0.0.1', { http: 8080 })], 9090, pods)).toEqual(['a without']);
    expect(
      reach(headless(), [slice('a', '127.0.0.1', {})], 9090, [onLoopback('a', { 8080: 40001 })]),
    ).toEqual(['a without']);
  });

  test('what a pod declares is not looked for at an address that all pods of a machine share', () => {
    const unsaid = pod('a', { containerPorts: [8080] });
    expect(reach(headless(), [slice('a', '127.0.0.1', {})], 8080, [unsaid])).toEqual(['a without']);
    expect(reach(headless(), [slice('a', '::1', {})], 8080, [unsaid])).toEqual(['a without']);
  });

  test('the port that callers dial is translated where the pod has no such port of its own', () => {
    const shop = headless([{ name: 'http', port: 80, targetPort: 8080 }]);
    expect(reach(shop, [slice('a', '10.0.0.1', { http: 8080 })], 80)).toEqual(['10.0.0.1:8080']);
  });
});

describe('a slice', () => {
  test('without a number for a port says nothing about it, as for kube-proxy', () => {
    const shop = service([{ name: 'any', port: 8080 }]);
    expect(reach(shop, [slice('a', '10.0.0.1', { any: null })], 8080)).toEqual(['10.0.0.1 without']);
  });

  test('that somebody wrote by hand, for addresses that are no pods, is taken at its word', () => {
    const shop = service([{ port: 80, targetPort: 8080 }]);
    const byHand: EndpointSliceObject = {
      metadata: { name: 'shop-1', namespace: 'default' },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.0.2.1'] }, { addresses: ['192.0.2.2'], conditions: { ready: false } }],
      ports: [{ name: '', port: 8443 }],
    };
    expect(reach(shop, [byHand], 80)).toEqual(['192.0.2.1:8443']);
    expect(reach(shop, [{ ...byHand, addressType: 'FQDN' }], 80)).toEqual([]);
  });
});

test('whatever Services, slices and pods there are, no endpoint is at a port that neither a slice nor a pod names', () => {
  const number = fc.constantFrom(80, 8080, 9090, 40_001, 40_002);
  const name = fc.constantFrom('', 'http', 'admin');
  const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '127.0.0.1');
  const pods = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b'),
      containerPorts: fc.array(number, { maxLength: 2 }),
      ports: fc.option(
        fc.dictionary(number.map(String), fc.record({ address, port: number }), { maxKeys: 2 }),
        {
          nil: undefined,
        },
      ),
    }),
    { maxLength: 2 },
  );
  const slices = fc.array(
    fc.record({
      pod: fc.constantFrom('a', 'b'),
      address,
      ports: fc.dictionary(name, fc.option(number, { nil: null }), { maxKeys: 2 }),
    }),
    { maxLength: 3 },
  );
  const ports = fc.array(
    fc.record({ name, port: number, targetPort: fc.oneof(number, fc.constantFrom('http', 'web')) }),
    { maxLength: 2 },
  );
  fc.assert(
    fc.property(
      ports,
      fc.boolean(),
      slices,
      pods,
      number,
      (servicePorts, isHeadless, given, known, listenerPort) => {
        const behind = isHeadless ? headless(servicePorts) : service(servicePorts);
        const all = known.map(({ name: called, containerPorts, ports: placed }) =>
          pod(called, { containerPorts, ...(placed === undefined ? {} : { ports: placed }) }),
        );
        const named = new Set([
          ...given.flatMap((it) => Object.values(it.ports).map((port) => `${it.address}:${port}`)),
          ...all.flatMap((it) =>
            Object.values(it.ports ?? {}).map((place) => `${place.address}:${place.port}`),
          ),
          ...given.flatMap((it) =>
            all
              .filter(({ name: called }) => called === it.pod && !it.address.startsWith('127.'))
              .flatMap(({ containerPorts }) => containerPorts.map((port) => `${it.address}:${port}`)),
          ),
        ]);
        const made = given.map((it) => slice(it.pod, it.address, it.ports));
        const { endpoints, withoutPort } = look(behind, made, listenerPort, all);
        for (const endpoint of endpoints) expect(named).toContain(`${endpoint.address}:${endpoint.port}`);
        expect(endpoints.length === 0 && withoutPort.length === 0).toBe(made.length === 0);
      },
    ),
  );
});
