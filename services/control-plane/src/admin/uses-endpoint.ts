import type { JsonValue } from '@mesh-workshop/json';
import type { ResourceSet } from '@mesh-workshop/xds';
import type { ProxyView } from '../publish/proxy-view.ts';

/** A connected proxy, as the answer names it. */
type ProxyName = Pick<ProxyView, 'proxyId' | 'pod' | 'namespace'>;

/** Every connected proxy, by whether it may still send requests to an address. */
export interface EndpointUsers {
  /** They may. */
  readonly proxies: readonly ProxyName[];
  /** They surely do not. */
  readonly letGo: readonly ProxyName[];
  /** They have acknowledged nothing on this connection yet, and may go by what a control plane before this one told them. */
  readonly unknown: readonly ProxyName[];
}

/** Asks for every connected proxy. One that is not connected is in no list, which says nothing about what it uses: whoever asks has to know who there is. */
export function findEndpointUsers(
  connected: {
    views(): readonly Pick<ProxyView, 'proxyId' | 'pod' | 'namespace' | 'state' | 'types'>[];
    inUse(proxyId: string): readonly ResourceSet[];
  },
  address: string,
  port: number,
): EndpointUsers {
  const users = { proxies: [] as ProxyName[], letGo: [] as ProxyName[], unknown: [] as ProxyName[] };
  for (const { proxyId, pod, namespace, state, types } of connected.views()) {
    const uses = connected.inUse(proxyId).some((set) => usesEndpoint(set, address, port));
    // Listeners come after the endpoints, if there are any to come.
    const isTold =
      state === 'synced' ||
      types.endpoints.ackedVersion !== undefined ||
      types.listeners.ackedVersion !== undefined;
    const list = uses ? users.proxies : isTold ? users.letGo : users.unknown;
    list.push({
      proxyId,
      ...(pod === undefined ? {} : { pod }),
      ...(namespace === undefined ? {} : { namespace }),
    });
  }
  return users;
}

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
