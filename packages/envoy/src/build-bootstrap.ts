import type { JsonObject } from '@mesh-workshop/xds';

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

export interface BootstrapOptions {
  readonly nodeId: string;
  readonly nodeCluster: string;
  readonly metadata: JsonObject;
  readonly xds: { readonly host: string; readonly port: number };
  readonly admin: SocketAddress;
}

/** The bootstrap file of an Envoy that gets everything else over ADS. */
export function buildBootstrap(_options: BootstrapOptions): JsonObject {
  return {};
}
