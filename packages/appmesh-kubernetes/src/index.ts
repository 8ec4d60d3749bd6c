export {
  APP_MESH_GROUP,
  type DocumentSource,
  describeDocumentProblem,
  describeObject,
  type KubernetesDocument,
  type KubernetesNamespace,
} from './document/kubernetes-document.ts';
export type { KubernetesObject } from './document/kubernetes-object.ts';
export { childOf, lineOfMember } from './document/locate-member.ts';
export { locateProblems } from './document/locate-problems.ts';
export { parseLabelSelector } from './document/parse-label-selector.ts';
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
export { checkImmutable } from './kinds/check-immutable.ts';
export { openApiSchema } from './kinds/custom-resource-definition.ts';
export { OBJECT_KINDS, type ObjectKind, type ObjectKindRow } from './kinds/object-kinds.ts';
export type { KubernetesResource } from './resolve/build-resources.ts';
export type { PlacedObject } from './resolve/place-objects.ts';
export {
  type KubernetesResolution,
  resolveKubernetesResources,
} from './resolve/resolve-kubernetes-resources.ts';
export {
  decideFinalizers,
  type FinalizerDecision,
  MESH_MEMBERS_FINALIZER,
  VIRTUAL_GATEWAY_MEMBERS_FINALIZER,
} from './status/decide-finalizers.ts';
export { describeStatus, type ObjectStatus, type StatusCondition } from './status/describe-status.ts';
export {
  type ConvertedManifest,
  convertManifests,
  type Manifest,
} from './v1beta1/convert-manifests.ts';
