import { isIP } from 'node:net';
import type { JsonObject } from '@mesh-workshop/json';
import { ADS_CONFIG_SOURCE } from './ads-config-source.ts';
import { loadAssignment } from './clusters/cluster.ts';
import { socketAddress } from './listeners/listener.ts';
import { extension } from './typed-config.ts';

export interface BootstrapOptions {
  /** What the proxy stands for, as `mesh/demomesh/virtualNode/product-vn`. */
  readonly nodeId: string;
  readonly nodeCluster: string;
  /** Metadata of the node; see `parseProxyContext`. */
  readonly metadata: JsonObject;
  /** The control plane; the host is an IP address or a DNS name. */
  readonly xds: { readonly host: string; readonly port: number };
  readonly admin: { readonly address: string; readonly port: number };
}

const XDS_CLUSTER = 'xds';

/** Envoy's own back-off grows to 30 s: after a longer outage a control plane would be back and nobody would notice. */
const RECONNECT: JsonObject = { retry_back_off: { base_interval: '0.100s', max_interval: '1s' } };

/** By default Envoy refuses regular expressions of more than 100 steps; App Mesh allowed 1000. What the API takes has fewer than this. */
export const STATIC_RUNTIME: JsonObject = {
  layers: [{ name: 'static', static_layer: { 're2.max_program_size.error_level': 65_536 } }],
};

/**
 * The bootstrap of an Envoy that gets everything else from the control plane, over one aggregated stream (state of the world,
 * plaintext HTTP/2), as App Mesh's did. Until it got clusters and listeners it is not LIVE, however long that takes.
 */
export function buildBootstrap(options: BootstrapOptions): JsonObject {
  const { nodeId, nodeCluster, metadata, xds, admin } = options;
  return {
    node: { id: nodeId, cluster: nodeCluster, metadata },
    admin: { address: socketAddress(admin.address, admin.port) },
    dynamic_resources: {
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [{ envoy_grpc: { cluster_name: XDS_CLUSTER, retry_policy: RECONNECT } }],
      },
      cds_config: ADS_CONFIG_SOURCE,
      lds_config: ADS_CONFIG_SOURCE,
    },
    static_resources: { clusters: [xdsCluster(xds)] },
    layered_runtime: STATIC_RUNTIME,
    overload_manager: { resource_monitors: [connectionLimit()] },
  };
}

/** HTTP/2 pings notice a control plane that is gone without a word; a new connection is then tried at once. */
function xdsCluster({ host, port }: BootstrapOptions['xds']): JsonObject {
  const type = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  const keepalive = { interval: '10s', timeout: '5s' };
  const options = {
    explicit_http_config: { http2_protocol_options: { connection_keepalive: keepalive } },
  };
  const { name, typed_config } = extension(type, type, options);
  return {
    name: XDS_CLUSTER,
    type: isIP(host) === 0 ? 'STRICT_DNS' : 'STATIC',
    connect_timeout: '1s',
    load_assignment: loadAssignment(XDS_CLUSTER, [{ address: host, port }]),
    typed_extension_protocol_options: { [String(name)]: typed_config ?? {} },
  };
}

/** Without a limit on its callers' connections Envoy warns that it has none. This one is not reached here. */
function connectionLimit(): JsonObject {
  return extension(
    'envoy.resource_monitors.global_downstream_max_connections',
    'envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
    { max_active_downstream_connections: 50_000 },
  );
}
