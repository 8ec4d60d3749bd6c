import type { JsonObject } from '@mesh-workshop/json';

/** The address of a listener or an endpoint. */
export function socketAddress(address: string, port: number): JsonObject {
  return { socket_address: { address, port_value: port } };
}

/**
 * A listener on a port of this host that other Envoys may want too. Without `enable_reuse_port: false` two Envoys would both
 * bind the port, without an error, and the kernel would split the connections between them.
 */
export function localListener(
  name: string,
  address: JsonObject,
  direction: 'INBOUND' | 'OUTBOUND' | 'UNSPECIFIED',
  networkFilter: JsonObject,
): JsonObject {
  return {
    name,
    address,
    ...(direction === 'UNSPECIFIED' ? {} : { traffic_direction: direction }),
    enable_reuse_port: false,
    filter_chains: [{ filters: [networkFilter] }],
  };
}
