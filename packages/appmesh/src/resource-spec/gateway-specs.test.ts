import { describe, expect, test } from 'vitest';
import { parseGatewayRouteSpec } from './gateway-route-spec.ts';
import { parseRouteSpec } from './route-spec.ts';
import { parseVirtualGatewaySpec } from './virtual-gateway-spec.ts';
import { parseVirtualNodeSpec } from './virtual-node-spec.ts';

const target = { virtualService: { virtualServiceName: 'shop.local' } };

function route(match: object, rewrite?: object): unknown {
  return { httpRoute: { match, action: { target, ...(rewrite === undefined ? {} : { rewrite }) } } };
}

function findings(result: {
  readonly problems: readonly { severity: string; code: string; path: string }[];
}) {
  return result.problems.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

describe('parseGatewayRouteSpec', () => {
  test.each([
    route({ prefix: '/' }),
    route({ hostname: { suffix: '.example.com' } }),
    route({ port: 8088 }),
    route({ prefix: '/a' }, { prefix: { defaultPrefix: 'DISABLED' }, hostname: {} }),
    route({ path: { regex: '/[a-z]+' } }, { path: { exact: '/' } }),
    // Without a path in the match every path is matched, by the prefix "/".
    route({ hostname: { exact: 'a' } }, { prefix: { defaultPrefix: 'ENABLED' } }),
    route({ hostname: { suffix: '.example.com' } }, { prefix: { defaultPrefix: 'DISABLED' } }),
    route({ hostname: { exact: 'a' } }, { prefix: { value: '/api/' } }),
    route({ hostname: { exact: 'a' } }, { prefix: {}, hostname: { defaultTargetHostname: 'DISABLED' } }),
    route({ port: 8088 }, { prefix: { value: '/' } }),
    { grpcRoute: { match: { serviceName: 'a.B' }, action: { target } } },
    {
      grpcRoute: {
        match: { hostname: { suffix: '.example.com' } },
        action: { target, rewrite: { hostname: {} } },
      },
    },
  ])('takes %j', (spec) => {
    expect(parseGatewayRouteSpec(spec)).toEqual({ value: spec, problems: [] });
  });

  test.each([
    [route({ method: 'GET' }), 'error member-count spec.httpRoute.match'],
    [route({ prefix: '/', path: { exact: '/' } }), 'error member-count spec.httpRoute.match'],
    [route({ hostname: { exact: 'a', suffix: 'b' } }), 'error member-count spec.httpRoute.match.hostname'],
    [
      route({ hostname: { exact: 'a' }, path: { exact: '/' } }, { prefix: { value: '/' } }),
      'error member-count spec.httpRoute.action.rewrite.prefix',
    ],
    [
      route({ hostname: { exact: 'a' } }, { path: { exact: '/' } }),
      'error member-count spec.httpRoute.action.rewrite.path',
    ],
    [
      route({ prefix: '/' }, { path: { exact: '/' } }),
      'error member-count spec.httpRoute.action.rewrite.path',
    ],
    [
      route({ prefix: '/' }, { prefix: { value: '/', defaultPrefix: 'ENABLED' } }),
      'error member-count spec.httpRoute.action.rewrite.prefix',
    ],
    [
      route({ prefix: '/' }, { prefix: { value: 'api/' } }),
      'error pattern-mismatch spec.httpRoute.action.rewrite.prefix.value',
    ],
    [route({ path: { regex: '(' } }), 'error value-not-allowed spec.httpRoute.match.path.regex'],
    [
      { grpcRoute: { match: { serviceName: 'a/B' }, action: { target } } },
      'error pattern-mismatch spec.grpcRoute.match.serviceName',
    ],
    [{ grpcRoute: { match: {}, action: { target } } }, 'error member-count spec.grpcRoute.match'],
    [
      { grpcRoute: { match: { hostname: {} }, action: { target } } },
      'error member-count spec.grpcRoute.match.hostname',
    ],
  ])('refuses %j', (spec, expected) => {
    expect(findings(parseGatewayRouteSpec(spec))).toEqual([expected]);
  });
});

describe('parseVirtualGatewaySpec', () => {
  const portMapping = { port: 8088, protocol: 'http' };

  test('takes listeners with their own kind of connection pool, and no other', () => {
    const pool = (connectionPool: object) =>
      parseVirtualGatewaySpec({ listeners: [{ portMapping, connectionPool }] });
    expect(findings(pool({ http: { maxConnections: 1 } }))).toEqual([]);
    expect(findings(pool({ http2: { maxRequests: 1 } }))).toEqual([
      'error protocol-mismatch spec.listeners[0].connectionPool.http2',
    ]);
    expect(findings(pool({ tcp: { maxConnections: 1 } }))).toContain(
      'error unknown-member spec.listeners[0].connectionPool.tcp',
    );
  });

  test('says that nothing checks a gateway’s health', () => {
    const healthCheck = {
      protocol: 'http',
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      intervalMillis: 5000,
      timeoutMillis: 2000,
    };
    expect(findings(parseVirtualGatewaySpec({ listeners: [{ portMapping, healthCheck }] }))).toEqual([
      'warning no-effect spec.listeners[0].healthCheck',
    ]);
  });

  test('takes gRPC, and refuses certificates that are in no file and tcp by name', () => {
    const tls = { mode: 'STRICT', certificate: { sds: { secretName: 'a' } } };
    const listeners = [
      { portMapping, tls },
      { portMapping: { port: 1, protocol: 'grpc' } },
      { portMapping: { port: 2, protocol: 'tcp' } },
    ];
    expect(findings(parseVirtualGatewaySpec({ listeners }))).toEqual([
      'error unsupported spec.listeners[0].tls.certificate.sds',
      'error value-not-allowed spec.listeners[2].portMapping.protocol',
    ]);
  });
});

describe('listeners of a virtual node', () => {
  const listener = (members: object) =>
    findings(
      parseVirtualNodeSpec({
        listeners: [{ portMapping: { port: 80, protocol: 'http' }, ...members }],
        serviceDiscovery: { dns: { hostname: 'a' } },
      }),
    );
  const healthCheck = {
    protocol: 'http',
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    intervalMillis: 5000,
    timeoutMillis: 2000,
  };
  test('are asked over gRPC where they speak HTTP/2, and without a path', () => {
    const grpc = (protocol: string, path = {}) =>
      listener({
        portMapping: { port: 80, protocol },
        healthCheck: { ...healthCheck, protocol: 'grpc', ...path },
      });
    expect(grpc('grpc')).toEqual([]);
    expect(grpc('http2')).toEqual([]);
    expect(grpc('http')).toEqual(['error protocol-mismatch spec.listeners[0].healthCheck.protocol']);
    expect(grpc('grpc', { path: '/up' })).toEqual(['warning no-effect spec.listeners[0].healthCheck.path']);
  });

  const seconds = (value: number) => ({ unit: 's', value });

  test('are checked on their own port', () => {
    expect(listener({ healthCheck: { ...healthCheck, port: 80 } })).toEqual([]);
    expect(listener({ healthCheck: { ...healthCheck, port: 81 } })).toEqual([
      'error unknown-port spec.listeners[0].healthCheck.port',
    ]);
  });

  test('may not eject for no time, or look for outliers all the time', () => {
    const outlierDetection = {
      maxServerErrors: 1,
      interval: seconds(0),
      baseEjectionDuration: seconds(0),
      maxEjectionPercent: 1,
    };
    expect(listener({ outlierDetection })).toEqual([
      'error out-of-range spec.listeners[0].outlierDetection.baseEjectionDuration.value',
      'error out-of-range spec.listeners[0].outlierDetection.interval.value',
    ]);
  });
});

describe('access log formats', () => {
  const format = (value: object) =>
    findings(
      parseVirtualNodeSpec({ logging: { accessLog: { file: { path: '/dev/stdout', format: value } } } }),
    );

  test.each([
    '%START_TIME% %START_TIME(%Y-%m-%d %H:%M:%S.%3f)% %REQ(:METHOD)%',
    '%REQ(X-A?:AUTHORITY):10% %DURATION% 100%% %GRPC_STATUS(NUMBER)%',
    'no command at all',
  ])('take %s', (text) => {
    expect(format({ text })).toEqual([]);
  });

  test.each(['%NO_SUCH_COMMAND%', '%REQ%', '%PROTOCOL(x)%', '50 %', '%REQ(a b)%', '%START_TIME'])(
    'refuse %s, for which Envoy would refuse the whole listener',
    (text) => {
      expect(format({ text })).toContain('error value-not-allowed spec.logging.accessLog.file.format.text');
    },
  );

  test('refuse a JSON member that is there twice', () => {
    const json = [
      { key: 'a', value: '1' },
      { key: 'a', value: '%X%' },
    ];
    expect(format({ json })).toEqual([
      'error duplicate spec.logging.accessLog.file.format.json[1].key',
      'error value-not-allowed spec.logging.accessLog.file.format.json[1].value',
    ]);
  });
});

describe('matches of a route', () => {
  const action = { weightedTargets: [{ virtualNode: 'a', weight: 1 }] };
  const match = (members: object) =>
    findings(parseRouteSpec({ httpRoute: { action, match: { prefix: '/', ...members } } }));

  test('refuse an empty range, a name that no header has and an expression that Envoy does not take', () => {
    const headers = [
      { name: 'a', match: { range: { start: 1, end: 1 } } },
      { name: 'a b' },
      { name: 'c', match: { regex: 'a(?!b)' } },
    ];
    expect(match({ headers })).toEqual([
      'error out-of-range spec.httpRoute.match.headers[0].match.range.end',
      'error pattern-mismatch spec.httpRoute.match.headers[1].name',
      'error value-not-allowed spec.httpRoute.match.headers[2].match.regex',
    ]);
  });

  test('refuse CONNECT, which nothing here answers', () => {
    expect(match({ method: 'CONNECT' })).toEqual(['error unsupported spec.httpRoute.match.method']);
  });
});
