import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasErrors, type Result } from '../problem.ts';
import { parseMeshSpec } from './mesh-spec.ts';
import { parseRouteSpec } from './route-spec.ts';
import { parseVirtualNodeSpec } from './virtual-node-spec.ts';
import { parseVirtualRouterSpec } from './virtual-router-spec.ts';
import { parseVirtualServiceSpec } from './virtual-service-spec.ts';

const http8080 = { portMapping: { port: 8080, protocol: 'http' } };
const dns = { dns: { hostname: 'shop.local' } };
const oneTarget = { weightedTargets: [{ virtualNode: 'shop-vn', weight: 1 }] };
const httpRoute = { match: { prefix: '/' }, action: oneTarget };

function found({ problems }: Result<unknown>) {
  return problems.map(({ severity, code, path, message }) => [severity, code, path, message]);
}

describe('specs', () => {
  test.each([
    ['mesh', parseMeshSpec, {}],
    ['mesh', parseMeshSpec, { egressFilter: { type: 'ALLOW_ALL' }, serviceDiscovery: {} }],
    ['virtual node', parseVirtualNodeSpec, {}],
    [
      'virtual node',
      parseVirtualNodeSpec,
      {
        listeners: [{ ...http8080, timeout: { http: { perRequest: { unit: 's', value: 0 } } } }],
        serviceDiscovery: { dns: { hostname: 'shop.local', responseType: 'ENDPOINTS' } },
        backends: [{ virtualService: { virtualServiceName: 'a.local', clientPolicy: {} } }],
        backendDefaults: {},
        logging: {},
      },
    ],
    ['virtual router', parseVirtualRouterSpec, {}],
    ['virtual router', parseVirtualRouterSpec, { listeners: [http8080] }],
    ['route', parseRouteSpec, { priority: 0, httpRoute }],
    ['route', parseRouteSpec, { http2Route: { match: { port: 1 }, action: oneTarget } }],
    ['virtual service', parseVirtualServiceSpec, {}],
    ['virtual service', parseVirtualServiceSpec, { provider: { virtualNode: { virtualNodeName: 'a' } } }],
  ])('a %s is echoed as it was given, without defaults', (_kind, parse, input) => {
    expect(parse(input)).toEqual({ value: input, problems: [] });
  });

  test.each([
    [
      'two listeners on one port',
      parseVirtualNodeSpec({ listeners: [http8080, http8080], serviceDiscovery: dns }),
      [
        'error',
        'duplicate',
        'spec.listeners[1].portMapping.port',
        'spec.listeners[1].portMapping.port is 8080, as in listeners[0]; each listener needs its own port.',
      ],
    ],
    [
      'a node that could not be found',
      parseVirtualNodeSpec({ listeners: [http8080] }),
      [
        'error',
        'missing-member',
        'spec.serviceDiscovery',
        'spec.serviceDiscovery is required for a virtual node with listeners: callers could not find it.',
      ],
    ],
    [
      'a timeout of another protocol',
      parseVirtualNodeSpec({ listeners: [{ ...http8080, timeout: { http2: {} } }], serviceDiscovery: dns }),
      [
        'error',
        'protocol-mismatch',
        'spec.listeners[0].timeout.http2',
        'spec.listeners[0].timeout.http2 does not fit the listener, whose protocol is "http"; allowed: timeout.http.',
      ],
    ],
    [
      'a virtual service name that Envoy would take for a wildcard',
      parseVirtualNodeSpec({ backends: [{ virtualService: { virtualServiceName: '*' } }] }),
      [
        'error',
        'pattern-mismatch',
        'spec.backends[0].virtualService.virtualServiceName',
        'spec.backends[0].virtualService.virtualServiceName is "*"; it must match ^[a-zA-Z0-9\\-_.]+$.',
      ],
    ],
    [
      'a mesh-wide IP preference that there is not',
      parseMeshSpec({ serviceDiscovery: { ipPreference: 'IPv5_ONLY' } }),
      [
        'error',
        'value-not-allowed',
        'spec.serviceDiscovery.ipPreference',
        'spec.serviceDiscovery.ipPreference is "IPv5_ONLY"; allowed: IPv6_PREFERRED, IPv4_PREFERRED, IPv4_ONLY, IPv6_ONLY.',
      ],
    ],
    [
      'half a duration',
      parseRouteSpec({ httpRoute: { ...httpRoute, timeout: { idle: { unit: 's' } } } }),
      [
        'error',
        'missing-member',
        'spec.httpRoute.timeout.idle.value',
        'spec.httpRoute.timeout.idle.value is required.',
      ],
    ],
    [
      'no kind of route',
      parseRouteSpec({}),
      [
        'error',
        'member-count',
        'spec',
        'spec must have exactly one of grpcRoute, http2Route, httpRoute, tcpRoute; it has none.',
      ],
    ],
    [
      'a route that matches nothing',
      parseRouteSpec({ httpRoute: { ...httpRoute, match: {} } }),
      [
        'error',
        'member-count',
        'spec.httpRoute.match',
        'spec.httpRoute.match must have one of prefix, path (or only port); it has none.',
      ],
    ],
    [
      'a prefix without a slash',
      parseRouteSpec({ httpRoute: { ...httpRoute, match: { prefix: 'a' } } }),
      [
        'error',
        'pattern-mismatch',
        'spec.httpRoute.match.prefix',
        'spec.httpRoute.match.prefix is "a"; it must start with "/".',
      ],
    ],
    [
      'weights of nothing',
      parseRouteSpec({ httpRoute: { ...httpRoute, action: weights(0, 0) } }),
      [
        'error',
        'weights-total',
        'spec.httpRoute.action.weightedTargets',
        'spec.httpRoute.action.weightedTargets have weights that add up to 0; at least one weight must be above 0.',
      ],
    ],
    [
      'weights above 100 (a warning)',
      parseRouteSpec({ httpRoute: { ...httpRoute, action: weights(100, 75) } }),
      [
        'warning',
        'weights-total',
        'spec.httpRoute.action.weightedTargets',
        'spec.httpRoute.action.weightedTargets have weights that add up to 175; App Mesh documents at most 100, here they are relative.',
      ],
    ],
    [
      'a retry policy without events',
      parseRouteSpec({
        httpRoute: { ...httpRoute, retryPolicy: { maxRetries: 1, perRetryTimeout: { unit: 's', value: 1 } } },
      }),
      [
        'error',
        'retry-events-missing',
        'spec.httpRoute.retryPolicy',
        'spec.httpRoute.retryPolicy names no event to retry on; set httpRetryEvents, tcpRetryEvents or, for gRPC, grpcRetryEvents.',
      ],
    ],
  ])('%s is reported', (_what, result, problem) => {
    expect(found(result)).toEqual([problem]);
    expect(result.value === undefined).toBe(hasErrors(result.problems));
  });

  test('no input throws, and there is a value exactly when there is no error', () => {
    const parsers = [
      parseMeshSpec,
      parseRouteSpec,
      parseVirtualNodeSpec,
      parseVirtualRouterSpec,
      parseVirtualServiceSpec,
    ];
    fc.assert(
      fc.property(fc.oneof(fc.anything(), documents), (input) => {
        for (const parse of parsers) {
          const { value, problems } = parse(input);
          expect(value === undefined).toBe(hasErrors(problems));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Documents that use the API's own member names in the wrong places. */
const documents = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(null, 0, -1, 1.5, 8080, '', '/', 'http', 'tcp', 'a.local', true, '__proto__'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'listeners',
          'portMapping',
          'port',
          'protocol',
          'serviceDiscovery',
          'dns',
          'hostname',
          'backends',
        ],
        ...['virtualService', 'virtualServiceName', 'httpRoute', 'grpcRoute', 'match', 'prefix', 'action'],
        ...[
          'weightedTargets',
          'virtualNode',
          'weight',
          'timeout',
          'retryPolicy',
          'tls',
          'provider',
          '__proto__',
        ],
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

function weights(...all: readonly number[]) {
  return { weightedTargets: all.map((weight) => ({ virtualNode: 'shop-vn', weight })) };
}
