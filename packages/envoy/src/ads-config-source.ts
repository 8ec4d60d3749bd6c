import type { JsonObject } from '@mesh-workshop/json';

/**
 * "From the same stream as this." The fetch timeout is off: on its end Envoy would go on with nothing (a listener without
 * routes, a cluster without endpoints), where waiting keeps what it had.
 */
export const ADS_CONFIG_SOURCE: JsonObject = {
  ads: {},
  resource_api_version: 'V3',
  initial_fetch_timeout: '0s',
};
