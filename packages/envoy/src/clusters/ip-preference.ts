import { isIP } from 'node:net';
import type { IpPreference } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { socketAddress } from '../listeners/listener.ts';
import type { Endpoint } from './endpoint-lookup.ts';

/** Which addresses DNS is asked for. Without a preference IPv6 ones, then IPv4 ones, as App Mesh left it to Envoy. */
export function dnsLookupFamily(preference: IpPreference | undefined): JsonObject {
  switch (preference) {
    case undefined:
      return {};
    case 'IPv6_PREFERRED':
      return { dns_lookup_family: 'AUTO' };
    case 'IPv4_PREFERRED':
      return { dns_lookup_family: 'V4_PREFERRED' };
    case 'IPv4_ONLY':
      return { dns_lookup_family: 'V4_ONLY' };
    case 'IPv6_ONLY':
      return { dns_lookup_family: 'V6_ONLY' };
  }
}

/**
 * Those of a name's endpoints that are used. An instance may have an address of each family and must not count twice; so where
 * the preferred family is there, the other one is left out. Without a preference that is IPv4, as App Mesh did with Cloud Map.
 */
export function preferredEndpoints(
  endpoints: readonly Endpoint[],
  preference: IpPreference | undefined,
): readonly Endpoint[] {
  const family = preference === 'IPv6_PREFERRED' || preference === 'IPv6_ONLY' ? 6 : 4;
  const preferred = endpoints.filter(({ address }) => isIP(address) === family);
  const isOnly = preference === 'IPv4_ONLY' || preference === 'IPv6_ONLY';
  return isOnly || preferred.length > 0 ? preferred : endpoints;
}

/** All addresses of this host, of the families that are preferred: where redirected connections and a gateway's arrive. */
export function anyAddress(preference: IpPreference | undefined, port: number): JsonObject {
  if (preference === undefined || preference === 'IPv4_ONLY') return socketAddress('0.0.0.0', port);
  const both = preference === 'IPv6_ONLY' ? {} : { ipv4_compat: true };
  return { socket_address: { address: '::', port_value: port, ...both } };
}

/** Where the application is reached. */
export function loopbackAddress(preference: IpPreference | undefined): string {
  return preference === 'IPv6_PREFERRED' || preference === 'IPv6_ONLY' ? '::1' : '127.0.0.1';
}
