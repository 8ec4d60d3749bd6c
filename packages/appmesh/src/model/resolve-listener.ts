import { type Duration, durationMillis } from '../spec/duration.ts';
import type { Listener } from '../spec/listener.ts';
import type { ServiceDiscovery } from '../spec/service-discovery.ts';
import type { HttpTimeout } from '../spec/timeout.ts';
import type { HttpProtocol, ListenerModel, ServiceDiscoveryModel, TimeoutModel } from './mesh-model.ts';

/** A listener, or undefined for a protocol that is not translated. */
export function resolveListener({ portMapping, timeout }: Listener): ListenerModel | undefined {
  const { port, protocol } = portMapping;
  if (!isHttp(protocol)) return undefined;
  return { port, protocol, timeout: resolveTimeout(timeout?.[protocol]) };
}

/** A timeout in milliseconds. */
export function resolveTimeout(timeout: HttpTimeout | undefined): TimeoutModel {
  return {
    ...member('perRequestMillis', timeout?.perRequest),
    ...member('idleMillis', timeout?.idle),
  };
}

/** App Mesh's default response type is LOADBALANCER. Undefined for what is not translated. */
export function resolveServiceDiscovery(
  discovery: ServiceDiscovery | undefined,
): ServiceDiscoveryModel | undefined {
  if (discovery?.dns === undefined) return undefined;
  const { hostname, responseType = 'LOADBALANCER' } = discovery.dns;
  return { kind: 'dns', hostname, responseType };
}

export function isHttp(protocol: string): protocol is HttpProtocol {
  return protocol === 'http' || protocol === 'http2';
}

function member<K extends string>(key: K, value: Duration | undefined): { readonly [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: durationMillis(value) } as { readonly [P in K]: number });
}
