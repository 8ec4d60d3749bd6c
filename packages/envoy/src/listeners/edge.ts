import type { JsonObject } from '@mesh-workshop/json';

/**
 * Settings of an HTTP connection manager where requests come into the mesh. It says who called (X-Forwarded-For), and believes no
 * header from outside that steers Envoy, such as x-envoy-retry-on. So many proxies before it as are trusted are believed: what they
 * said about the caller's scheme (X-Forwarded-Proto), address and request id stays. Without any, the caller itself would be believed.
 */
export function edgeSettings(trustedHops: number): JsonObject {
  return {
    use_remote_address: true,
    ...(trustedHops === 0 ? {} : { xff_num_trusted_hops: trustedHops, preserve_external_request_id: true }),
  };
}
