import type { JsonObject } from '@mesh-workshop/json';

/** The address of a listener or an endpoint. */
export function socketAddress(address: string, port: number): JsonObject {
  return { socket_address: { address, port_value: port } };
}

/** The part of a listener that serves every connection with one network filter. */
export function plainly(networkFilter: JsonObject): JsonObject {
  return { filter_chains: [{ filters: [networkFilter] }] };
}

/**
 * A listener on a port of this host that other Envoys may want too. Without `enable_reuse_port: false` two Envoys would both
 * bind the port, without an error, and the kernel would split the connections between them.
 */
export function localListener(
  name: string,
  address: JsonObject,
  direction: 'INBOUND' | 'OUTBOUND' | 'UNSPECIFIED',
  served: JsonObject,
): JsonObject {
  return {
    name,
    address,
    ...(direction === 'UNSPECIFIED' ? {} : { traffic_direction: direction }),
    enable_reuse_port: false,
    ...served,
  };
}
