export type {
  AccessLogModel,
  CloudMapDiscoveryModel,
  ConnectionPoolModel,
  DnsDiscoveryModel,
  GatewayListenerModel,
  GatewayRouteModel,
  HeaderMatchModel,
  HealthCheckModel,
  HttpProtocol,
  IpPreference,
  ListenerModel,
  MeshModel,
  OutlierDetectionModel,
  Protocol,
  RequestMatchModel,
  RetryEvent,
  RetryPolicyModel,
  RewriteModel,
  RouteModel,
  ServiceDiscoveryModel,
  TargetModel,
  TimeoutModel,
  VirtualGatewayModel,
  VirtualNodeModel,
  VirtualServiceListenerModel,
  VirtualServiceModel,
} from './model/mesh-model.ts';
export { resolveMeshModels } from './model/resolve-mesh-models.ts';
export type {
  CertificateModel,
  ListenerTlsModel,
  TargetTlsModel,
  ValidationModel,
} from './model/tls-model.ts';
export { hasErrors, type ObjectReference, type Problem, type Result } from './problem.ts';
export { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';
export { isRedirectionPort, REDIRECT_EGRESS_PORT, REDIRECT_INGRESS_PORT } from './redirection-ports.ts';
export { checkAgainstMesh } from './reference/check-against-mesh.ts';
export { deletionBlockers, NAMED_USERS } from './reference/deletion-blockers.ts';
export { missingReferences, notPresentMessage, references } from './reference/missing-references.ts';
export { parseResource } from './resource/parse-resource.ts';
export { isSelected, type PodSelection, type SelectablePod, selects } from './resource/pod-selection.ts';
export { type ProxyIdentity, parseProxyIdentity } from './resource/proxy-identity.ts';
export type {
  GatewayRouteResource,
  MeshResource,
  Owner,
  Resource,
  ResourceDefinition,
  ResourceKind,
  ResourceMetadata,
  RouteResource,
  VirtualGatewayResource,
  VirtualNodeResource,
  VirtualRouterResource,
  VirtualServiceResource,
} from './resource/resource.ts';
export {
  type ArnScope,
  keyOfNames,
  parentKey,
  type ResourceKey,
  resourceArn,
  resourceId,
  resourceKey,
  resourceName,
} from './resource/resource-key.ts';
export {
  MESH_MEMBER_KINDS,
  RESOURCE_KINDS,
  type ResourceKindRow,
} from './resource/resource-kinds.ts';
export { validateResourceName } from './resource/resource-name.ts';
export type { GatewayRouteSpec } from './resource-spec/gateway-route-spec.ts';
export type { MeshSpec } from './resource-spec/mesh-spec.ts';
export { type RouteSpec, routeOf } from './resource-spec/route-spec.ts';
export type { VirtualGatewaySpec } from './resource-spec/virtual-gateway-spec.ts';
export type { VirtualNodeSpec } from './resource-spec/virtual-node-spec.ts';
export type { VirtualRouterSpec } from './resource-spec/virtual-router-spec.ts';
export type { VirtualServiceSpec } from './resource-spec/virtual-service-spec.ts';
export { type JsonSchema, jsonSchemaOf } from './shape/json-schema.ts';
