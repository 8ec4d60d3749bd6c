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
export { hasErrors, type Problem, type Result } from './problem.ts';
export { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';
export { checkAgainstMesh } from './reference/check-against-mesh.ts';
export { deletionBlockers } from './reference/deletion-blockers.ts';
export { missingReferences, notPresentMessage, references } from './reference/missing-references.ts';
export { isSelected, type PodSelection, type SelectablePod, selects } from './resource/pod-selection.ts';
export { type ProxyIdentity, parseProxyIdentity } from './resource/proxy-identity.ts';
export type {
  GatewayRouteResource,
  MeshResource,
  Owner,
  Resource,
  ResourceKind,
  ResourceMetadata,
  RouteResource,
  VirtualGatewayResource,
  VirtualNodeResource,
  VirtualRouterResource,
  VirtualServiceResource,
} from './resource/resource.ts';
export { type ArnScope, resourceArn } from './resource/resource-arn.ts';
export { resourceId } from './resource/resource-id.ts';
export { type ResourceKey, resourceKey, resourceName } from './resource/resource-key.ts';
export { validateResourceName } from './resource/resource-name.ts';
export { type GatewayRouteSpec, parseGatewayRouteSpec } from './resource-spec/gateway-route-spec.ts';
export { type MeshSpec, parseMeshSpec } from './resource-spec/mesh-spec.ts';
export { parseRouteSpec, type RouteSpec } from './resource-spec/route-spec.ts';
export { SPEC_SHAPES } from './resource-spec/spec-shapes.ts';
export { parseVirtualGatewaySpec, type VirtualGatewaySpec } from './resource-spec/virtual-gateway-spec.ts';
export { parseVirtualNodeSpec, type VirtualNodeSpec } from './resource-spec/virtual-node-spec.ts';
export { parseVirtualRouterSpec, type VirtualRouterSpec } from './resource-spec/virtual-router-spec.ts';
export { parseVirtualServiceSpec, type VirtualServiceSpec } from './resource-spec/virtual-service-spec.ts';
export { type JsonSchema, jsonSchemaOf } from './shape/json-schema.ts';
