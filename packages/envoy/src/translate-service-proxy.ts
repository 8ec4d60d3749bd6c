import type { Result } from '@mesh-workshop/appmesh';
import { EMPTY_RESOURCE_SET, type ResourceSet } from '@mesh-workshop/xds';
import type { Endpoint } from './endpoint-lookup.ts';

/** `node.id` of a service proxy starts like this. */
export const SERVICE_PROXY_NODE_ID_PREFIX = 'service-proxy/';

/** A Service as the service proxy needs to know it. */
export interface ServiceEntry {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'ClusterIP' | 'LoadBalancer';
  readonly ports: readonly ServicePortEntry[];
}

export interface ServicePortEntry {
  readonly port: number;
  /** Where the load balancer listens; only of a Service of type LoadBalancer. */
  readonly nodePort?: number;
  readonly endpoints: readonly Endpoint[];
}

export interface ServiceProxyOptions {
  /** Address of all its listeners. */
  readonly address: string;
  /** Port of its HTTP proxy. */
  readonly httpProxyPort: number;
  /** As `cluster.local`. */
  readonly clusterDomain: string;
}

/** Everything a service proxy needs: an HTTP proxy that knows every Service, and the load balancers. It never retries. */
export function translateServiceProxy(
  _services: readonly ServiceEntry[],
  _options: ServiceProxyOptions,
): Result<ResourceSet> {
  return { value: EMPTY_RESOURCE_SET, problems: [] };
}
