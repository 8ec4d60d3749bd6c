export { type BootstrapOptions, buildBootstrap } from './build-bootstrap.ts';
export type { CloudMapQuery, Endpoint, EndpointLookup, EndpointQuery } from './clusters/endpoint-lookup.ts';
export { translateVirtualGateway } from './gateways/translate-virtual-gateway.ts';
export {
  type Bind,
  type IngressBind,
  MAX_TRUSTED_HOPS,
  type ProxyContext,
  parseProxyContext,
  type Tracing,
} from './proxy-context.ts';
export { resourceBehind } from './resource-behind.ts';
export type { ClusterServices, ServiceEntry, ServicePortEntry } from './service-entry.ts';
export {
  SERVICE_PROXY_NODE_ID_PREFIX,
  type ServiceProxyOptions,
  translateServiceProxy,
} from './translate-service-proxy.ts';
export { translateVirtualNode } from './translate-virtual-node.ts';
