import { type Duration, durationMillis } from '../resource-spec/duration.ts';
import type { IpPreference } from '../resource-spec/ip-preference.ts';
import type { HealthCheck, Listener, OutlierDetection } from '../resource-spec/listener.ts';
import type { ServiceDiscovery } from '../resource-spec/service-discovery.ts';
import type { HttpTimeout, TcpTimeout } from '../resource-spec/timeout.ts';
import type { GatewayListener } from '../resource-spec/virtual-gateway-spec.ts';
import type {
  ConnectionPoolModel,
  HealthCheckModel,
  ListenerModel,
  OutlierDetectionModel,
  ServiceDiscoveryModel,
  TimeoutModel,
} from './mesh-model.ts';
import { resolveListenerTls } from './resolve-tls.ts';

/** What App Mesh allows to wait for a connection where only the number of connections is limited. */
const DEFAULT_PENDING_REQUESTS = 2_147_483_647;

/** A listener, with the timeout and the pool of its protocol. */
export function resolveListener(document: Listener): ListenerModel {
  const { portMapping, timeout, connectionPool, healthCheck, outlierDetection, tls } = document;
  const { port, protocol } = portMapping;
  return {
    port,
    protocol,
    timeout: resolveTimeout(timeout?.[protocol]),
    ...(connectionPool === undefined ? {} : { connectionPool: resolveConnectionPool(connectionPool) }),
    ...(healthCheck === undefined ? {} : { healthCheck: resolveHealthCheck(healthCheck) }),
    ...(outlierDetection === undefined
      ? {}
      : { outlierDetection: resolveOutlierDetection(outlierDetection) }),
    ...resolveListenerTls(tls),
  };
}

/** The pool of the listener's own protocol: a shape's rule sees to it that there is no other. */
export function resolveConnectionPool({
  http,
  http2,
  grpc,
  ...others
}: NonNullable<Listener['connectionPool'] | GatewayListener['connectionPool']>): ConnectionPoolModel {
  if ('tcp' in others && others.tcp !== undefined) return { maxConnections: others.tcp.maxConnections };
  const requests = http2 ?? grpc;
  if (requests !== undefined) return { maxRequests: requests.maxRequests };
  if (http === undefined) return {};
  const { maxConnections, maxPendingRequests = DEFAULT_PENDING_REQUESTS } = http;
  return { maxConnections, maxPendingRequests };
}

/** A timeout in milliseconds. */
export function resolveTimeout(timeout: HttpTimeout | TcpTimeout = {}): TimeoutModel {
  return {
    ...('perRequest' in timeout ? member('perRequestMillis', timeout.perRequest) : {}),
    ...member('idleMillis', timeout.idle),
  };
}

/** App Mesh's default response type is LOADBALANCER; `preference` is the mesh's. */
export function resolveServiceDiscovery(
  discovery: ServiceDiscovery | undefined,
  preference: IpPreference | undefined,
): ServiceDiscoveryModel | undefined {
  if (discovery === undefined) return undefined;
  const ipPreference = ipPreferenceOf(discovery) ?? preference;
  const preferred = ipPreference === undefined ? {} : { ipPreference };
  if (discovery.dns !== undefined) {
    const { hostname, responseType = 'LOADBALANCER' } = discovery.dns;
    return { kind: 'dns', hostname, responseType, ...preferred };
  }
  const { namespaceName, serviceName, attributes = [] } = discovery.awsCloudMap;
  const pairs = Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
  return { kind: 'cloudMap', namespaceName, serviceName, attributes: pairs, ...preferred };
}

/** What a virtual node itself prefers. */
export function ipPreferenceOf(discovery: ServiceDiscovery | undefined): IpPreference | undefined {
  return discovery?.dns?.ipPreference ?? discovery?.awsCloudMap?.ipPreference;
}

/** Without a path the root is asked for. */
function resolveHealthCheck({ path, port: _, ...policy }: HealthCheck): HealthCheckModel {
  return { ...policy, path: path || '/' };
}

function resolveOutlierDetection(document: OutlierDetection): OutlierDetectionModel {
  const { maxServerErrors, interval, baseEjectionDuration, maxEjectionPercent } = document;
  return {
    maxServerErrors,
    intervalMillis: durationMillis(interval),
    baseEjectionMillis: durationMillis(baseEjectionDuration),
    maxEjectionPercent,
  };
}

function member<K extends string>(key: K, value: Duration | undefined): { readonly [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: durationMillis(value) } as { readonly [P in K]: number });
}
