export { type BootstrapOptions, buildBootstrap } from './build-bootstrap.ts';
export type { CloudMapQuery, Endpoint, EndpointLookup, EndpointQuery } from './endpoint-lookup.ts';
export {
  type Bind,
  type IngressBind,
  type ProxyContext,
  parseProxyContext,
  type Tracing,
} from './proxy-context.ts';
export type { ServiceEntry, ServicePortEntry } from './service-entry.ts';
export {
  SERVICE_PROXY_NODE_ID_PREFIX,
  type ServiceProxyOptions,
  translateServiceProxy,
} from './translate-service-proxy.ts';
export { translateVirtualGateway } from './translate-virtual-gateway.ts';
export { translateVirtualNode } from './translate-virtual-node.ts';
