import type {
  ListenerModel,
  MeshModel,
  RetryPolicyModel,
  RouteModel,
  TargetModel,
  TimeoutModel,
  VirtualServiceModel,
} from '@mesh-workshop/appmesh';
import fc from 'fast-check';

const port = fc.constantFrom(80, 443, 8080, 9090);
const protocol = fc.constantFrom('http' as const, 'http2' as const, 'grpc' as const);
const millis = fc.constantFrom(0, 1, 1500, 60_000);

const timeout: fc.Arbitrary<TimeoutModel> = fc.record(
  { perRequestMillis: millis, idleMillis: millis },
  { requiredKeys: [] },
);

const listener: fc.Arbitrary<ListenerModel> = fc.record({ port, protocol, timeout });

const retryPolicy: fc.Arbitrary<RetryPolicyModel> = fc.record({
  maxRetries: fc.nat(10),
  perRetryMillis: millis,
  events: fc.subarray(
    ['server-error', 'gateway-error', 'client-error', 'stream-error', 'connection-error'] as const,
    { minLength: 1 },
  ),
});

const target: fc.Arbitrary<TargetModel> = fc.record({
  virtualNode: fc.constantFrom('blue-vn', 'green-vn', 'red-vn'),
  listener,
  serviceDiscovery: fc.record({
    kind: fc.constant('dns' as const),
    hostname: fc.constantFrom(
      'blue.example.com',
      'blue.default.svc.cluster.local',
      '192.0.2.1',
      '2001:db8::1',
    ),
    responseType: fc.constantFrom('LOADBALANCER' as const, 'ENDPOINTS' as const),
  }),
  weight: fc.integer({ min: 1, max: 100 }),
});

const route: fc.Arbitrary<RouteModel> = fc.record(
  {
    name: fc.constantFrom('a', 'b'),
    match: fc.constantFrom('/', '/a', '/a/b', '/ü').map((value) => ({
      path: { kind: 'prefix' as const, value },
      headers: [],
      queryParameters: [],
    })),
    targets: fc.array(target, { minLength: 1, maxLength: 3 }),
    retryPolicy,
    timeout,
  },
  { requiredKeys: ['name', 'match', 'targets', 'timeout'] },
);

const service = (name: string): fc.Arbitrary<VirtualServiceModel> =>
  fc.record({
    name: fc.constant(name),
    provider: fc.constantFrom('router' as const, 'node' as const),
    listeners: fc.uniqueArray(fc.record({ port, protocol, routes: fc.array(route, { maxLength: 3 }) }), {
      selector: (candidate) => candidate.port,
      maxLength: 3,
    }),
  });

/** Any mesh with a virtual node front-vn that has up to three backends. */
export function arbitraryMesh(): fc.Arbitrary<MeshModel> {
  return fc.record({
    meshName: fc.constant('demomesh'),
    egressFilter: fc.constantFrom('ALLOW_ALL' as const, 'DROP_ALL' as const),
    virtualGateways: fc.constant(new Map()),
    virtualNodes: fc
      .record({
        name: fc.constant('front-vn'),
        listeners: fc.uniqueArray(listener, { selector: (candidate) => candidate.port, maxLength: 2 }),
        backends: fc.tuple(service('one'), service('two.example.com'), service('three.default')),
      })
      .map((node) => new Map([[node.name, node]])),
  });
}
