export { checkConsistency } from './check-consistency.ts';
export { checkEncoding, checkMessage } from './check-encoding.ts';
export type { EncodingProblem } from './encoding/find-encoding-problems.ts';
export type {
  MissingCluster,
  ProxyNode,
  ProxyState,
  ProxyStatus,
  Rejection,
  TypeStatus,
} from './proxy-status.ts';
export {
  ADS_ORDER,
  EMPTY_RESOURCE_SET,
  type NamedResources,
  type ResourceSet,
  type ResourceTypeName,
} from './resource-set.ts';
export type { Clock } from './server/clock.ts';
export type { XdsProblem } from './xds-problem.ts';
export {
  type ConnectedProxy,
  createXdsServer,
  type ProxyListener,
  type PublishOutcome,
  type XdsServer,
  type XdsServerOptions,
} from './xds-server.ts';
