import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointSliceObject, ServiceObject } from './kubernetes-objects.ts';
import { resolveEndpoints } from './resolve-endpoints.ts';

const NAMES = {
  clusterDomain: 'cluster.local',
  shortNames: true,
  namespaces: new Set(['default', 'demos']),
};

const PRODUCT: ServiceObject = {
  metadata: { name: 'product', namespace: 'default' },
  spec: {
    type: 'LoadBalancer',
    ports: [
      { name: 'http', port: 80, targetPort: 8080, nodePort: 30080 },
      { name: 'admin', port: 8081, targetPort: 'admin' },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ],
  },
};

function sliceOf(
  name: string,
  http: number,
  endpoints: EndpointSliceObject['endpoints'],
): EndpointSliceObject {
  return {
    metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': 'product' } },
    addressType: 'IPv4',
    endpoints: endpoints ?? [],
    ports: [
      { name: 'http', port: http },
      { name: 'admin', port: http + 1 },
    ],
  };
}

const SLICES = [
  sliceOf('product-a', 40001, [{ addresses: ['127.0.0.1'], conditions: { ready: true } }]),
  sliceOf('product-b', 40011, [{ addresses: ['127.0.0.1'], conditions: { ready: true } }]),
  sliceOf('product-c', 40021, [{ addresses: ['127.0.0.1'], conditions: { ready: false } }]),
  // Absent conditions mean ready.
  sliceOf('product-d', 40031, [{ addresses: ['10.0.0.9'] }]),
];

const { lookup, services } = resolveEndpoints([PRODUCT], SLICES, NAMES);
const ask = (hostname: string, port = 80, namespace = 'default') => lookup({ hostname, port, namespace });

const READY = [
  { address: '10.0.0.9', port: 40031 },
  { address: '127.0.0.1', port: 40001 },
  { address: '127.0.0.1', port: 40011 },
];

describe('the lookup', () => {
  it.each([
    'product.default.svc.cluster.local',
    'product.default.svc.cluster.local.',
    'Product.Default.svc.Cluster.Local',
    'product.default.svc',
    'product.default',
    'product',
  ])('finds the ready endpoints of all slices under %s', (hostname) => {
    expect(ask(hostname)).toEqual(READY);
  });

  it('takes a bare name in the namespace of who asks', () => {
    expect(ask('product', 80, 'demos')).toEqual([]);
    expect(ask('product.default', 80, 'demos')).toEqual(READY);
  });

  it('prefers the Service port with the number of the listener, then the one that targets it', () => {
    expect(ask('product', 80)).toEqual(READY);
    expect(ask('product', 8080)).toEqual(READY);
    expect(ask('product', 8081)?.map(({ port }) => port)).toEqual([40032, 40002, 40012]);
  });

  it('has no endpoints for a port to which no port of the Service leads', () => {
    expect(ask('product', 9090)).toEqual([]);
    expect(ask('product', 53)).toEqual([]);
  });

  it('has no endpoints for names of the cluster that nobody has', () => {
    for (const hostname of [
      'gone.default.svc.cluster.local',
      'gone.nowhere.svc',
      'gone.demos',
      'gone',
      'pod-0.product.default.svc.cluster.local',
      'cluster.local.cluster.local',
    ])
      expect(ask(hostname), hostname).toEqual([]);
  });

  it('leaves all other names to DNS', () => {
    for (const hostname of [
      'example.com',
      'api.example.com',
      'localhost',
      '10.0.0.1',
      '::1',
      'cluster.local',
      'not_a_label',
      '',
    ])
      expect(ask(hostname), hostname).toBeUndefined();
  });

  it('depends on no order of the objects', () => {
    const order = fc.shuffledSubarray(SLICES, { minLength: SLICES.length });
    fc.assert(
      fc.property(order, (shuffled) => {
        expect(resolveEndpoints([PRODUCT], shuffled, NAMES).services).toEqual(services);
      }),
    );
  });
});

describe('the services', () => {
  it('have their TCP ports with the endpoints of each', () => {
    expect(services).toEqual([
      {
        name: 'product',
        namespace: 'default',
        type: 'LoadBalancer',
        ports: [
          { port: 80, nodePort: 30080, endpoints: READY },
          {
            port: 8081,
            endpoints: READY.map(({ address, port }) => ({ address, port: port + 1 })),
          },
        ],
      },
    ]);
  });
});

describe('Services that are another name', () => {
  const alias = (name: string, externalName: string, ports?: { port: number }[]): ServiceObject => ({
    metadata: { name, namespace: 'demos' },
    spec: { type: 'ExternalName', externalName, ...(ports === undefined ? {} : { ports }) },
  });
  const resolve = (...aliases: ServiceObject[]) => resolveEndpoints([PRODUCT, ...aliases], SLICES, NAMES);
  const entry = (name: string, ...aliases: ServiceObject[]) =>
    resolve(...aliases).services.find((it) => it.name === name);

  it('for a Service of the cluster have what is behind that', () => {
    const names = [
      alias('shop', 'store.demos.svc.cluster.local'),
      alias('store', 'product.default.svc.cluster.local'),
    ];
    const { lookup: ask } = resolve(...names);
    expect(ask({ hostname: 'shop.demos', port: 80, namespace: 'default' })).toEqual(READY);
    expect(entry('shop', ...names)?.ports).toEqual(entry('product')?.ports);
  });

  it('for a host outside have its name, at the ports that they name, else at that of HTTP', () => {
    expect(entry('rates', alias('rates', 'rates.example.com'))).toMatchObject({
      externalName: 'rates.example.com',
      ports: [{ port: 80, endpoints: [] }],
    });
    expect(entry('rates', alias('rates', 'rates.example.com', [{ port: 8443 }]))?.ports).toEqual([
      { port: 8443, endpoints: [] },
    ]);
    // To DNS this is no name of the cluster.
    expect(entry('short', alias('short', 'product.default'))?.externalName).toBe('product.default');
  });

  it('for each other have nothing', () => {
    const names = [alias('a', 'b.demos.svc.cluster.local'), alias('b', 'a.demos.svc.cluster.local')];
    expect(resolve(...names).lookup({ hostname: 'a.demos', port: 80, namespace: 'default' })).toEqual([]);
  });

  it('for one that is not there have nothing, and no ports', () => {
    expect(entry('gone', alias('gone', 'nobody.demos.svc.cluster.local'))?.ports).toEqual([]);
  });
});

describe('a headless Service', () => {
  it('has the ports of its pods beside its own', () => {
    const headless: ServiceObject = {
      metadata: { name: 'db', namespace: 'default' },
      spec: { clusterIP: 'None', ports: [{ name: 'sql', port: 80, targetPort: 5432 }] },
    };
    const slice: EndpointSliceObject = {
      metadata: { name: 'db-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'db' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], targetRef: { kind: 'Pod', name: 'db-0' } }],
      ports: [{ name: 'sql', port: 5432 }],
    };
    const pod = {
      ...{ namespace: 'default', name: 'db-0', labels: {}, serves: true, addresses: ['10.0.0.1'] },
      containerPorts: [5432, 9187],
    };
    const at = (port: number) => [{ address: '10.0.0.1', port }];
    expect(resolveEndpoints([headless], [slice], NAMES, [pod]).services[0]?.ports).toEqual([
      { port: 80, endpoints: at(5432) },
      { port: 5432, endpoints: at(5432) },
      { port: 9187, endpoints: at(9187) },
    ]);
  });
});
