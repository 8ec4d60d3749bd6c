import type { JsonValue } from '@mesh-workshop/json';
import type { ResourceSet } from '@mesh-workshop/xds';

/** Whether the endpoints of a configuration hold an address and port: whether traffic may still be sent there. */
export function usesEndpoint({ endpoints }: ResourceSet, address: string, port: number): boolean {
  return Object.values(endpoints).some((assignment) => holdsSocket(assignment, address, port));
}

function holdsSocket(value: JsonValue, address: string, port: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('socket_address' in value) {
    const socket = value.socket_address;
    if (typeof socket === 'object' && socket !== null && 'address' in socket)
      return socket.address === address && socket.port_value === port;
  }
  return Object.values(value).some((member: JsonValue) => holdsSocket(member, address, port));
}
