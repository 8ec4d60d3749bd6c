import {
  type Infer,
  integer,
  required,
  string,
  structure,
  union,
  unsupported,
  type Violation,
} from '../shape/shape.ts';
import { duration } from './duration.ts';
import { anyPortProtocol, portMapping, portNumber } from './port-mapping.ts';
import { grpcTimeout, httpTimeout, tcpTimeout } from './timeout.ts';
import { listenerTls } from './tls.ts';

const atLeastOne = integer({ min: 1 });

const connectionPool = union('VirtualNodeConnectionPool', {
  grpc: structure('VirtualNodeGrpcConnectionPool', { maxRequests: required(atLeastOne) }),
  http: structure('VirtualNodeHttpConnectionPool', {
    maxConnections: required(atLeastOne),
    maxPendingRequests: atLeastOne,
  }),
  http2: structure('VirtualNodeHttp2ConnectionPool', { maxRequests: required(atLeastOne) }),
  tcp: structure('VirtualNodeTcpConnectionPool', { maxConnections: required(atLeastOne) }),
});

const healthCheck = structure('HealthCheckPolicy', {
  healthyThreshold: required(integer({ min: 2, max: 10 })),
  intervalMillis: required(integer({ min: 5000, max: 300_000 })),
  path: string(),
  port: portNumber,
  protocol: required(anyPortProtocol),
  timeoutMillis: required(integer({ min: 2000, max: 60_000 })),
  unhealthyThreshold: required(integer({ min: 2, max: 10 })),
});

const outlierDetection = structure('OutlierDetection', {
  baseEjectionDuration: required(duration),
  interval: required(duration),
  maxEjectionPercent: required(integer({ min: 0, max: 100 })),
  maxServerErrors: required(atLeastOne),
});

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
    connectionPool: unsupported(connectionPool),
    healthCheck: unsupported(healthCheck),
    outlierDetection: unsupported(outlierDetection),
    portMapping: required(portMapping),
    timeout: listenerTimeout,
    tls: unsupported(listenerTls),
  },
  { rules: [timeoutFitsProtocol] },
);

export type Listener = Infer<typeof listener>;

function timeoutFitsProtocol(value: {
  readonly portMapping: { readonly protocol: string };
  readonly timeout?: Readonly<Record<string, unknown>>;
}): readonly Violation[] {
  const { protocol } = value.portMapping;
  return Object.keys(value.timeout ?? {})
    .filter((member) => member !== protocol)
    .map((member) => ({
      code: 'protocol-mismatch',
      path: `timeout.${member}`,
      message: `does not fit the listener, whose protocol is "${protocol}"; allowed: timeout.${protocol}`,
    }));
}
