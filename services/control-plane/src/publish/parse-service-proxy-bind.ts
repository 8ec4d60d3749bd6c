import type { JsonObject, JsonValue } from '@mesh-workshop/json';

/** Where a service proxy listens. */
export interface ServiceProxyBind {
  readonly address: string;
  readonly httpProxyPort: number;
}

/** Reads `metadata['mesh-workshop'].bind` of a service proxy's node; the reason says what is wrong with it. */
export function parseServiceProxyBind(metadata: JsonObject): ServiceProxyBind | { readonly reason: string } {
  const bind = member(metadata['mesh-workshop'], 'bind');
  const address = member(bind, 'address');
  const port = member(bind, 'httpProxyPort');
  if (
    typeof address === 'string' &&
    typeof port === 'number' &&
    Number.isInteger(port) &&
    port > 0 &&
    port < 65_536
  )
    return { address, httpProxyPort: port };
  return {
    reason: `node.metadata["mesh-workshop"].bind is ${JSON.stringify(bind)}; a service proxy needs { "address": "127.0.0.1", "httpProxyPort": 1 to 65535 }`,
  };
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)[name]
    : undefined;
}
