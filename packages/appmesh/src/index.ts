export {
  decideInjection,
  ENVOY_CONTAINER,
  INJECTION_SWITCH,
  type InjectionDecision,
  MESH_ANNOTATION,
  VIRTUAL_NODE_ANNOTATION,
} from './injection/decide-injection.ts';
export { type InjectionPod, readInjectionPod } from './injection/injection-pod.ts';
export {
  type InjectionMesh,
  type InjectionTarget,
  type InjectionTargets,
  injectionTargets,
} from './injection/injection-targets.ts';
export { isSelected, type PodSelection } from './injection/pod-selection.ts';
export type { KubernetesResource, ResourceDefinition } from './kubernetes/build-resources.ts';
export { checkImmutable } from './kubernetes/check-immutable.ts';
export {
  decideFinalizers,
  type FinalizerDecision,
  MESH_MEMBERS_FINALIZER,
  VIRTUAL_GATEWAY_MEMBERS_FINALIZER,
} from './kubernetes/decide-finalizers.ts';
export { describeStatus, type ObjectStatus, type StatusCondition } from './kubernetes/describe-status.ts';
export {
  APP_MESH_GROUP,
  type DocumentProblem,
  type DocumentResult,
  type DocumentSource,
  describeDocumentProblem,
  describeObject,
  type KubernetesDocument,
  type KubernetesNamespace,
  type ObjectReference,
} from './kubernetes/kubernetes-document.ts';
export type { KubernetesObject } from './kubernetes/kubernetes-object.ts';
export {
  describeSelector,
  type LabelSelector,
  parseLabelSelector,
  selects,
} from './kubernetes/label-selector.ts';
export { locateProblems } from './kubernetes/locate-problems.ts';
export { OBJECT_KINDS, type ObjectKind } from './kubernetes/object-kinds.ts';
export type { PlacedObject } from './kubernetes/place-objects.ts';
export {
  type KubernetesResolution,
  resolveKubernetesResources,
} from './kubernetes/resolve-kubernetes-resources.ts';
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
export { type JsonSchema, jsonSchemaOf } from './shape/json-schema.ts';
export { type GatewayRouteSpec, parseGatewayRouteSpec } from './spec/gateway-route-spec.ts';
export { type MeshSpec, parseMeshSpec } from './spec/mesh-spec.ts';
export { parseRouteSpec, type RouteSpec } from './spec/route-spec.ts';
export { SPEC_SHAPES } from './spec/spec-shapes.ts';
export { parseVirtualGatewaySpec, type VirtualGatewaySpec } from './spec/virtual-gateway-spec.ts';
export { parseVirtualNodeSpec, type VirtualNodeSpec } from './spec/virtual-node-spec.ts';
export { parseVirtualRouterSpec, type VirtualRouterSpec } from './spec/virtual-router-spec.ts';
export { parseVirtualServiceSpec, type VirtualServiceSpec } from './spec/virtual-service-spec.ts';
