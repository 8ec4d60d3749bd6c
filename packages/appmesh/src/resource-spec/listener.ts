import {
  enumeration,
  type Infer,
  integer,
  required,
  string,
  structure,
  union,
  type Violation,
} from '../shape/shape.ts';
import { type Duration, duration, durationMillis } from './duration.ts';
import { portMapping, portNumber } from './port-mapping.ts';
import { grpcTimeout, httpTimeout, tcpTimeout } from './timeout.ts';
import { listenerTls } from './tls.ts';

/** The API has no upper limit; this one is its own default, and Envoy's. */
const atLeastOne = integer({ min: 1, max: 2_147_483_647 });

/** The kinds of connection pool that virtual nodes and virtual gateways share; a node has one for tcp as well. */
export const connectionPoolMembers = {
  grpc: structure('GrpcConnectionPool', { maxRequests: required(atLeastOne) }),
  http: structure('HttpConnectionPool', {
    maxConnections: required(atLeastOne),
    maxPendingRequests: atLeastOne,
  }),
  http2: structure('Http2ConnectionPool', { maxRequests: required(atLeastOne) }),
};

const connectionPool = union('VirtualNodeConnectionPool', {
  ...connectionPoolMembers,
  tcp: structure('VirtualNodeTcpConnectionPool', { maxConnections: required(atLeastOne) }),
});

export const healthCheck = structure('HealthCheckPolicy', {
  healthyThreshold: required(integer({ min: 2, max: 10 })),
  intervalMillis: required(integer({ min: 5000, max: 300_000 })),
  path: string({
    pattern: /^(\/[!-~]*)?$/,
    form: 'must start with "/" and have neither blanks nor control characters',
  }),
  port: portNumber,
  protocol: required(enumeration(['http', 'tcp', 'http2', 'grpc'])),
  timeoutMillis: required(integer({ min: 2000, max: 60_000 })),
  unhealthyThreshold: required(integer({ min: 2, max: 10 })),
});

const outlierDetection = structure(
  'OutlierDetection',
  {
    baseEjectionDuration: required(duration),
    interval: required(duration),
    maxEjectionPercent: required(integer({ min: 0, max: 100 })),
    maxServerErrors: required(atLeastOne),
  },
  { rules: [durationsAreNotZero] },
);

const listenerTimeout = union('ListenerTimeout', {
  grpc: grpcTimeout,
  http: httpTimeout,
  http2: httpTimeout,
  tcp: tcpTimeout,
});

/** One port on which a virtual node takes requests. */
export const listener = structure(
  'Listener',
  {
    connectionPool,
    healthCheck,
    outlierDetection,
    portMapping: required(portMapping),
    timeout: listenerTimeout,
    tls: listenerTls,
  },
  { rules: [membersFitProtocol, healthCheckFits] },
);

export type Listener = Infer<typeof listener>;

export type HealthCheck = Infer<typeof healthCheck>;

export type OutlierDetection = Infer<typeof outlierDetection>;

/** A rule for listeners: connection pool and timeout are those of the listener's protocol. */
export function membersFitProtocol(value: {
  readonly portMapping: { readonly protocol: string };
  readonly connectionPool?: object;
  readonly timeout?: object;
}): readonly Violation[] {
  const { protocol } = value.portMapping;
  const wrong = (name: string, members: object = {}): readonly Violation[] =>
    Object.keys(members)
      .filter((member) => member !== protocol)
      .map((member) => ({
        code: 'protocol-mismatch',
        path: `${name}.${member}`,
        message: `does not fit the listener, whose protocol is "${protocol}"; allowed: ${name}.${protocol}`,
      }));
  return [...wrong('connectionPool', value.connectionPool), ...wrong('timeout', value.timeout)];
}

/**
 * A rule for listeners: their health is asked for on their own port, over gRPC only where they speak HTTP/2, and a path is only asked
 * for over http.
 */
export function healthCheckFits({
  portMapping: { port, protocol },
  healthCheck,
}: {
  readonly portMapping: { readonly port: number; readonly protocol: string };
  readonly healthCheck?: { readonly port?: number; readonly protocol: string; readonly path?: string };
}): readonly Violation[] {
  const found: Violation[] = [];
  if (healthCheck?.port !== undefined && healthCheck.port !== port) {
    const message = `is ${healthCheck.port}; it must be the port of the listener, ${port}`;
    found.push({ code: 'unknown-port', path: 'healthCheck.port', message });
  }
  if (healthCheck?.protocol === 'grpc' && protocol !== 'grpc' && protocol !== 'http2') {
    const message = `is "grpc", which a listener whose protocol is "${protocol}" cannot answer; allowed: http, tcp, http2`;
    found.push({ code: 'protocol-mismatch', path: 'healthCheck.protocol', message });
  }
  const pathless = { tcp: 'only connects', grpc: 'has a service of its own for this' }[
    healthCheck?.protocol ?? ''
  ];
  if (healthCheck?.path !== undefined && pathless !== undefined) {
    const message = `has no effect with protocol "${healthCheck.protocol}", which ${pathless}`;
    found.push({ severity: 'warning', code: 'no-effect', path: 'healthCheck.path', message });
  }
  return found;
}

function durationsAreNotZero(value: {
  readonly baseEjectionDuration: Duration;
  readonly interval: Duration;
}): readonly Violation[] {
  const members = ['baseEjectionDuration', 'interval'] as const;
  const zero = members.filter((member) => durationMillis(value[member]) === 0);
  return zero.map((member) => ({
    code: 'out-of-range',
    path: `${member}.value`,
    message: 'is 0; allowed: at least 1',
  }));
}
