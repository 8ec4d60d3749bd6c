import { isIP } from 'node:net';
import type { TargetTlsModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { typed } from '../typed-config.ts';
import { commonTlsContext } from './secrets.ts';

/** How a caller speaks TLS to a target, health checks included, as a part of its cluster. An address is no server name. */
export function translateUpstreamTls(tls: TargetTlsModel | undefined): JsonObject {
  if (tls === undefined) return {};
  const type = 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext';
  const context = {
    common_tls_context: commonTlsContext(tls),
    ...(isIP(tls.serverName) === 0 ? { sni: tls.serverName } : {}),
  };
  return { transport_socket: { name: 'envoy.transport_sockets.tls', typed_config: typed(type, context) } };
}
