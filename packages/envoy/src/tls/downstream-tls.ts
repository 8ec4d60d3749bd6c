import type { ListenerTlsModel, Protocol } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { extension, typed } from '../typed-config.ts';
import { commonTlsContext } from './secrets.ts';

/** Reads the beginning of a connection to see whether it is TLS, and for which server. */
export const TLS_INSPECTOR = extension(
  'envoy.filters.listener.tls_inspector',
  'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
);

interface TlsListener {
  readonly protocol: Protocol;
  readonly tls?: ListenerTlsModel;
}

/** The listener filters without which these listeners' filter chains cannot be told apart. */
export function tlsListenerFilters(listeners: readonly TlsListener[]): readonly JsonObject[] {
  return listeners.some(({ tls }) => tls?.mode === 'PERMISSIVE') ? [TLS_INSPECTOR] : [];
}

/** The filter chains of one listener: plain, with TLS, or one of each. `match` is what all of them are for. */
export function tlsFilterChains(
  { protocol, tls }: TlsListener,
  filters: readonly JsonObject[],
  match: JsonObject = {},
): readonly JsonObject[] {
  const chain = (transport: JsonObject, more: JsonObject = {}): JsonObject => {
    const matched = { ...match, ...transport };
    return {
      ...(Object.keys(matched).length === 0 ? {} : { filter_chain_match: matched }),
      ...more,
      filters: [...filters],
    };
  };
  if (tls === undefined) return [chain({})];
  const secured = { transport_socket: downstreamTls(protocol, tls) };
  if (tls.mode === 'STRICT') return [chain({}, secured)];
  return [chain({ transport_protocol: 'tls' }, secured), chain({ transport_protocol: 'raw_buffer' })];
}

/** The part of a listener that serves all connections of one port, plain or not. */
export function servedBy(listener: TlsListener, filters: readonly JsonObject[]): JsonObject {
  const listenerFilters = tlsListenerFilters([listener]);
  return {
    ...(listenerFilters.length === 0 ? {} : { listener_filters: [...listenerFilters] }),
    filter_chains: [...tlsFilterChains(listener, filters)],
  };
}

function downstreamTls(protocol: Protocol, tls: ListenerTlsModel): JsonObject {
  const type = 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext';
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: typed(type, {
      common_tls_context: { ...commonTlsContext(tls), ...applicationProtocol(protocol) },
      ...(tls.validation === undefined ? {} : { require_client_certificate: true }),
    }),
  };
}

/** What a listener says in the handshake that it speaks. Whoever names nothing of it is understood by what it speaks. */
function applicationProtocol(protocol: Protocol): JsonObject {
  if (protocol === 'tcp') return {};
  return { alpn_protocols: [protocol === 'http' ? 'http/1.1' : 'h2'] };
}
