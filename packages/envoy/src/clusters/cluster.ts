import type { ConnectionPoolModel, Protocol } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { ADS_CONFIG_SOURCE } from '../ads-config-source.ts';
import { CLUSTER_IDLE_TIMEOUT } from '../listeners/idle-timeouts.ts';
import { socketAddress } from '../listeners/listener.ts';
import { extension } from '../typed-config.ts';
import type { Endpoint } from './endpoint-lookup.ts';

const NO_LIMIT = 2_147_483_647;

/**
 * What every cluster has. App Mesh set all circuit breakers to the maximum where no connection pool is given; Envoy's own defaults
 * allow 3 retries at a time.
 */
export function clusterBase(
  name: string,
  { connectTimeout = '1s', pool = {} }: { connectTimeout?: string; pool?: ConnectionPoolModel } = {},
): JsonObject {
  return {
    name,
    connect_timeout: connectTimeout,
    circuit_breakers: {
      thresholds: [
        {
          max_connections: pool.maxConnections ?? NO_LIMIT,
          max_pending_requests: pool.maxPendingRequests ?? NO_LIMIT,
          max_requests: pool.maxRequests ?? NO_LIMIT,
          max_retries: NO_LIMIT,
        },
      ],
    },
  };
}

/** Speaks HTTP/1.1 to the endpoints, or HTTP/2 (which gRPC is), or nothing of its own (tcp), and gives up idle connections before they do. */
export function httpOptions(protocol: Protocol): JsonObject {
  if (protocol === 'tcp') return {};
  const options = protocol === 'http' ? { http_protocol_options: {} } : { http2_protocol_options: {} };
  const type = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  const { name, typed_config } = extension(type, type, {
    common_http_protocol_options: { idle_timeout: CLUSTER_IDLE_TIMEOUT },
    explicit_http_config: options,
  });
  return { typed_extension_protocol_options: { [String(name)]: typed_config ?? {} } };
}

/** A cluster whose endpoints come over the same stream. */
export function edsCluster(
  name: string,
  protocol: Protocol,
  options?: Parameters<typeof clusterBase>[1],
): JsonObject {
  return {
    ...clusterBase(name, options),
    type: 'EDS',
    eds_cluster_config: { eds_config: ADS_CONFIG_SOURCE },
    ...httpOptions(protocol),
  };
}

/** The endpoints of the cluster `name`, in order of address and port. */
export function loadAssignment(name: string, endpoints: readonly Endpoint[]): JsonObject {
  const sorted = [...endpoints].sort((a, b) =>
    a.address === b.address ? a.port - b.port : a.address < b.address ? -1 : 1,
  );
  if (sorted.length === 0) return { cluster_name: name };
  const lbEndpoints = sorted.map(({ address, port }) => ({
    endpoint: { address: socketAddress(address, port) },
  }));
  return { cluster_name: name, endpoints: [{ lb_endpoints: lbEndpoints }] };
}
