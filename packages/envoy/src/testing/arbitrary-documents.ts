import fc from 'fast-check';
import type { ResourceDocuments } from '../golden/golden-case.ts';

/*
 * Arbitrary App Mesh documents, as a user could write them: every member that is supported, with values at the edges of what is
 * allowed. References are sometimes broken, as they may be between two writes.
 */

const NODES = ['blue-vn', 'green-vn', 'red-vn'];
const ROUTERS = ['one-vr', 'two-vr'];
/** Protocols whose requests are routed; a gateway takes no others. */
const REQUESTS = ['http', 'http2', 'grpc'];
const SERVICES = ['one.local', 'two.default.svc.cluster.local', 'three'];

/** Some of the members, the others absent. */
function some<T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }, always: (keyof T)[] = []) {
  return fc.record<T, keyof T>(members, { requiredKeys: always });
}

const port = fc.constantFrom(80, 443, 8080, 65_535);
/** Mostly one protocol in a mesh: where parent and child differ there is nothing to translate. */
const mostly = (main: string, others: readonly string[] = [...REQUESTS, 'tcp']) =>
  fc.oneof({ arbitrary: fc.constant(main), weight: 9 }, { arbitrary: fc.constantFrom(...others), weight: 1 });
/** A `port` member, mostly absent: the only listener is meant then. */
const portMember = fc.oneof(
  { arbitrary: fc.constant({}), weight: 9 },
  { arbitrary: fc.record({ port }), weight: 1 },
);
const duration = fc.record({
  unit: fc.constantFrom('s', 'ms'),
  value: fc.constantFrom(0, 1, 1500, 2_147_483_647),
});
const positive = duration.map(({ unit, value }) => ({ unit, value: Math.max(value, 1) }));
const count = fc.constantFrom(1, 7, 2_147_483_647);
const regex = fc.constantFrom(
  '.*',
  '/a/[0-9]+',
  '(?i)/a',
  '/(?P<n>a|b)/.*',
  '\\pL+',
  '(/a){2}',
  '/x?|/y',
  '[^/]+',
  'a{1000}',
);
const path = fc.constantFrom('/', '/a', '/a/', '/a/b', '/ü', '/a?b', '//');
const text = fc.constantFrom('a', 'a b', 'ü', '%', '"', '\\1');
const ipPreference = fc.constantFrom('IPv6_PREFERRED', 'IPv4_PREFERRED', 'IPv4_ONLY', 'IPv6_ONLY');
const priority = fc.constantFrom(0, 500, 1000);

const headerMatch = fc.oneof(
  ...['exact', 'prefix', 'suffix'].map((kind) => text.map((value) => ({ [kind]: value }))),
  regex.map((value) => ({ regex: value })),
  fc
    .constantFrom({ start: -1, end: 0 }, { start: 0, end: Number.MAX_SAFE_INTEGER })
    .map((range) => ({ range })),
);
const header = some(
  { name: fc.constantFrom('x-a', ':authority', 'Cookie'), match: headerMatch, invert: fc.boolean() },
  ['name'],
);
const queryParameter = some(
  { name: fc.constantFrom('q', 'ü', 'a b'), match: some({ exact: fc.constantFrom('', 'a', 'ü') }) },
  ['name'],
);
const pathMatch = fc.oneof(
  path.map((prefix) => ({ prefix })),
  path.map((exact) => ({ path: { exact } })),
  regex.map((expression) => ({ path: { regex: expression } })),
);
const conditions = some({
  headers: fc.array(header, { minLength: 1, maxLength: 3 }),
  queryParameters: fc.array(queryParameter, { minLength: 1, maxLength: 2 }),
  method: fc.constantFrom('GET', 'TRACE'),
});

function merged(...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> {
  return fc.tuple(...parts).map((members) => Object.assign({}, ...members));
}

const timeout = some({ idle: duration, perRequest: duration });
const retryPolicy = merged(
  fc.record({ maxRetries: fc.constantFrom(0, 1, 4_294_967_295), perRetryTimeout: duration }),
  fc.oneof(
    fc
      .subarray(['server-error', 'gateway-error', 'client-error', 'stream-error'], { minLength: 1 })
      .map((httpRetryEvents) => ({ httpRetryEvents })),
    fc.constant({ tcpRetryEvents: ['connection-error'] }),
  ),
);
const grpcRetryPolicy = merged(
  retryPolicy,
  fc
    .subarray(['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'], {
      minLength: 1,
    })
    .map((grpcRetryEvents) => ({ grpcRetryEvents })),
);
const weightedTargets = fc.array(
  merged(
    fc.record({ virtualNode: fc.constantFrom(...NODES), weight: fc.integer({ min: 1, max: 100 }) }),
    portMember,
  ),
  { minLength: 1, maxLength: 2 },
);
const route = some(
  {
    match: merged(pathMatch, conditions, portMember, some({ scheme: fc.constantFrom('http', 'https') })),
    action: fc.record({ weightedTargets }),
    retryPolicy,
    timeout,
  },
  ['match', 'action'],
);
const grpcService = some({
  serviceName: fc.constantFrom('shop.Shop', 'a', '%'),
  metadata: fc.array(header, { minLength: 1, maxLength: 3 }),
});
const grpcMethod = fc.record({
  serviceName: fc.constant('shop.Shop'),
  methodName: fc.constantFrom('Buy', '*'),
});
const grpcRoute = some(
  {
    match: merged(fc.oneof(grpcService, merged(grpcService, grpcMethod)), portMember),
    action: fc.record({ weightedTargets }),
    retryPolicy: grpcRetryPolicy,
    timeout,
  },
  ['match', 'action'],
);

const tcpRoute = some(
  {
    match: merged(portMember),
    action: fc.record({ weightedTargets }),
    timeout: some({ idle: duration }),
  },
  ['action'],
);

const healthCheck = some(
  {
    protocol: fc.constantFrom('http', 'http2', 'tcp', 'grpc'),
    path: fc.constantFrom('', '/', '/up?full'),
    healthyThreshold: fc.constantFrom(2, 10),
    unhealthyThreshold: fc.constantFrom(2, 10),
    intervalMillis: fc.constantFrom(5000, 300_000),
    timeoutMillis: fc.constantFrom(2000, 60_000),
  },
  ['protocol', 'healthyThreshold', 'unhealthyThreshold', 'intervalMillis', 'timeoutMillis'],
);
const outlierDetection = fc.record({
  maxServerErrors: count,
  interval: positive,
  baseEjectionDuration: positive,
  maxEjectionPercent: fc.constantFrom(0, 50, 100),
});

const certificateFile = fc.constantFrom(
  { certificateChain: '/certs/tls.crt', privateKey: '/certs/tls.key' },
  { certificateChain: 'tls.pem', privateKey: '/keys/ü key' },
);
const trust = fc
  .constantFrom('/certs/ca.crt', '/other/ca.crt')
  .map((certificateChain) => ({ file: { certificateChain } }));
const exact = fc.subarray([
  'shop.example.com',
  '*.example.com',
  'spiffe://a/b',
  '192.0.2.1',
  '2001:db8::1',
  'ü',
]);
const validation = some(
  { trust, subjectAlternativeNames: exact.map((names) => ({ match: { exact: names } })) },
  ['trust'],
);
const listenerTls = some(
  {
    mode: fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLED'),
    certificate: certificateFile.map((file) => ({ file })),
    validation,
  },
  ['mode', 'certificate'],
);
const clientPolicy = some({
  tls: some(
    {
      validation,
      enforce: fc.boolean(),
      ports: fc.subarray([80, 8080]),
      certificate: certificateFile.map((file) => ({ file })),
    },
    ['validation'],
  ),
});

/** A listener whose pool and timeout are those of its protocol. */
function listener(
  protocol: fc.Arbitrary<string>,
  more: fc.Arbitrary<object>,
): fc.Arbitrary<{ portMapping: { port: number } }> {
  return fc
    .record({
      portMapping: fc.record({ port, protocol }),
      http: some({ maxConnections: count, maxPendingRequests: count }, ['maxConnections']),
      http2: fc.record({ maxRequests: count }),
      grpc: fc.record({ maxRequests: count }),
      tcp: fc.record({ maxConnections: count }),
      hasPool: fc.boolean(),
      more,
    })
    .map(({ portMapping, hasPool, more: members, ...pools }) => {
      const own = portMapping.protocol as 'http' | 'http2' | 'grpc' | 'tcp';
      return { portMapping, ...(hasPool ? { connectionPool: { [own]: pools[own] } } : {}), ...members };
    });
}

/** Mostly one listener: with two, everything that names no port is left out. */
function listeners<T extends { portMapping: { port: number } }>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  const two = fc.uniqueArray(item, { selector: ({ portMapping }) => portMapping.port, maxLength: 2 });
  return fc.oneof({ arbitrary: item.map((one) => [one]), weight: 7 }, { arbitrary: two, weight: 1 });
}

const accessLog = some(
  {
    path: fc.constantFrom('/dev/stdout', '/dev/stderr', '/tmp/access.log'),
    format: fc.constantFrom(
      { text: '%REQ(:PATH)% %START_TIME(%s)% %%' },
      { text: '%DURATION%\n' },
      {
        json: [
          { key: 'a', value: '%RESPONSE_CODE%' },
          { key: '"', value: '\\ %TRAILER(x?Y):3%' },
        ],
      },
      { json: [] },
    ),
  },
  ['path'],
).map((file) => ({ accessLog: { file } }));

const serviceDiscovery = fc.oneof(
  some(
    {
      hostname: fc.constantFrom(
        'blue.example.com',
        'x.default.svc.cluster.local',
        '192.0.2.1',
        '2001:db8::1',
        'localhost',
      ),
      responseType: fc.constantFrom('LOADBALANCER', 'ENDPOINTS'),
      ipPreference,
    },
    ['hostname'],
  ).map((dns) => ({ dns })),
  some(
    {
      namespaceName: fc.constant('prod'),
      serviceName: fc.constantFrom('shop', 'gone'),
      attributes: fc.constant([{ key: 'v', value: '1' }]),
      ipPreference,
    },
    ['namespaceName', 'serviceName'],
  ).map((awsCloudMap) => ({ awsCloudMap })),
);

const backend = (name: string) =>
  fc.option(
    some<{ virtualServiceName: string; clientPolicy: object }>(
      { virtualServiceName: fc.constant(name), clientPolicy },
      ['virtualServiceName'],
    ).map((virtualService) => ({ virtualService })),
    { freq: 2 },
  );

function protocolOf({ portMapping }: { portMapping: object }): string {
  return 'protocol' in portMapping ? String(portMapping.protocol) : 'http';
}

function idleOnly(limits: object): object {
  return 'idle' in limits ? { idle: limits.idle } : {};
}

/** Over gRPC only where the listener speaks HTTP/2. */
function withFittingHealthCheck<T extends { portMapping: object; healthCheck?: object }>(base: T): T {
  const isFitting =
    ['http2', 'grpc'].includes(protocolOf(base)) ||
    JSON.stringify(base.healthCheck)?.includes('"grpc"') !== true;
  return isFitting ? base : { ...base, healthCheck: { ...base.healthCheck, protocol: 'http' } };
}

const virtualNode = (main: string) =>
  some(
    {
      listeners: listeners(
        fc
          .tuple(
            listener(mostly(main), some({ healthCheck, outlierDetection, tls: listenerTls })),
            fc.option(timeout),
          )
          .map(([base, limits]) => ({
            ...withFittingHealthCheck(base),
            ...(limits === null
              ? {}
              : { timeout: { [protocolOf(base)]: protocolOf(base) === 'tcp' ? idleOnly(limits) : limits } }),
          })),
      ),
      serviceDiscovery,
      logging: accessLog,
      backends: fc.tuple(...SERVICES.map(backend)).map((all) => all.filter((one) => one !== null)),
      backendDefaults: some({ clientPolicy }),
    },
    ['listeners', 'serviceDiscovery', 'backends'],
  );

const gatewayHost = fc.constantFrom(
  {},
  { hostname: { exact: 'www.example.com' } },
  { hostname: { suffix: '.example.com' } },
);
const gatewayTarget = merged(
  fc.record({
    virtualService: fc.constantFrom(...SERVICES).map((virtualServiceName) => ({ virtualServiceName })),
  }),
  portMember,
);
const hostnameRewrite = fc.constantFrom({ defaultTargetHostname: 'DISABLED' }, {});

const grpcGatewayRoute = fc.record({
  match: merged(grpcService, gatewayHost, portMember).map((match) =>
    Object.keys(match).length === 0 ? { serviceName: 'shop.Shop' } : match,
  ),
  action: some({ target: gatewayTarget, rewrite: some({ hostname: hostnameRewrite }) }, ['target']),
});

const gatewayRoute = merged(pathMatch, conditions, portMember).chain((match) => {
  const rewritePath: Record<string, fc.Arbitrary<object>> = 'prefix' in match
    ? { prefix: fc.constantFrom({ defaultPrefix: 'DISABLED' }, { value: '/v/' }, { value: '/v' }, {}) }
    : { path: fc.constantFrom({ exact: '/b' }, { exact: '/a/7' }) };
  const rewrite = some<Record<string, object>>({
    hostname: hostnameRewrite,
    ...rewritePath,
  });
  return fc.record({
    match: gatewayHost.map((hostname) => ({ ...match, ...hostname })),
    action: some({ target: gatewayTarget, rewrite }, ['target']),
  });
});

const ofSomeKind = (
  protocol: fc.Arbitrary<string>,
  specs: { readonly http: fc.Arbitrary<object>; readonly [other: string]: fc.Arbitrary<object> },
) =>
  protocol
    .chain((chosen) =>
      fc.tuple(fc.constant(`${chosen}Route`), specs[chosen] ?? specs.http, fc.option(priority)),
    )
    .map(([member, one, order]) => ({
      [member]: one,
      ...(order === null ? {} : { priority: order }),
    }));

const provider = fc.oneof(
  {
    arbitrary: fc
      .constantFrom(...NODES)
      .map((name) => ({ provider: { virtualNode: { virtualNodeName: name } } })),
    weight: 2,
  },
  {
    arbitrary: fc
      .constantFrom(...ROUTERS)
      .map((name) => ({ provider: { virtualRouter: { virtualRouterName: name } } })),
    weight: 4,
  },
  { arbitrary: fc.constant({}), weight: 1 },
);

/** Documents by name: most of `names`, each with a spec of its own. */
function named(names: readonly string[], spec: fc.Arbitrary<object>): fc.Arbitrary<Record<string, object>> {
  const most = names.map((name) =>
    fc.option(
      spec.map((document) => [name, document] as const),
      { freq: 12 },
    ),
  );
  return fc.tuple(...most).map((all) => Object.fromEntries(all.filter((one) => one !== null)));
}

function children(parents: readonly string[], spec: fc.Arbitrary<object>) {
  return named(
    parents.flatMap((parent) => ['a', 'b', 'c'].map((name) => `${parent}/${name}`)),
    spec,
  );
}

/** Any mesh with a virtual node front-vn and a virtual gateway gate-vg. */
export function arbitraryDocuments(): fc.Arbitrary<ResourceDocuments> {
  return fc.constantFrom('http', 'http', 'grpc', 'tcp').chain(documentsOf);
}

function documentsOf(main: string): fc.Arbitrary<ResourceDocuments> {
  const gatewayProtocol = mostly(main === 'tcp' ? 'http' : main, REQUESTS);
  return fc.record({
    mesh: some({
      egressFilter: fc.constantFrom('ALLOW_ALL', 'DROP_ALL').map((type) => ({ type })),
      serviceDiscovery: some({ ipPreference }),
    }),
    virtualNodes: fc
      .tuple(virtualNode(main), named(NODES, virtualNode(main)))
      .map(([front, others]) => ({ 'front-vn': front, ...others })),
    virtualRouters: named(
      ROUTERS,
      fc.record({
        listeners: listeners(fc.record({ portMapping: fc.record({ port, protocol: mostly(main) }) })),
      }),
    ),
    routes: children(ROUTERS, ofSomeKind(mostly(main), { http: route, grpc: grpcRoute, tcp: tcpRoute })),
    virtualServices: named(SERVICES, provider),
    virtualGateways: some(
      {
        listeners: listeners(listener(gatewayProtocol, some({ tls: listenerTls }))),
        logging: accessLog,
        backendDefaults: some({ clientPolicy }),
      },
      ['listeners'],
    ).map((gateway) => ({ 'gate-vg': gateway })),
    gatewayRoutes: children(
      ['gate-vg'],
      ofSomeKind(gatewayProtocol, { http: gatewayRoute, grpc: grpcGatewayRoute }),
    ),
  });
}
