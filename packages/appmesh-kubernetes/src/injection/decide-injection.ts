import type { Problem, ProblemCode, ProxyIdentity, Result } from '@mesh-workshop/appmesh';
import { isSelected, resourceId, selects, validateResourceName } from '@mesh-workshop/appmesh';
import { describeSelector } from '../document/describe-selector.ts';
import type { KubernetesNamespace } from '../document/kubernetes-document.ts';
import type { InjectionPod } from './injection-pod.ts';
import type { InjectionMesh, InjectionTarget } from './injection-targets.ts';

/** Label of a namespace and annotation of a pod: `enabled` or `disabled`. The pod's wins. */
export const INJECTION_SWITCH = 'appmesh.k8s.aws/sidecarInjectorWebhook';

/** Annotation that names a pod's mesh, from the time of v1beta1. */
export const MESH_ANNOTATION = 'appmesh.k8s.aws/mesh';

/** Annotation that names a pod's virtual node as it is called in App Mesh, from the time of v1beta1. */
export const VIRTUAL_NODE_ANNOTATION = 'appmesh.k8s.aws/virtualNode';

/** Name of the sidecar's container, and of the one that the pods of a virtual gateway bring. */
export const ENVOY_CONTAINER = 'envoy';

type InjectionReason = 'annotation' | 'podSelector' | 'deployment';

/** Which proxy a pod gets. */
export type InjectionDecision =
  | { readonly kind: 'none' /** Continues a sentence: "no sidecar, because ...". */; readonly reason: string }
  | {
      readonly kind: ProxyIdentity['kind'];
      readonly meshName: string;
      /** Name in App Mesh. */
      readonly name: string;
      /** What its Envoy calls itself: `mesh/demos/virtualNode/vn-echo-backend-blue_demos`. */
      readonly nodeId: string;
      /** Whether annotations named it, its own podSelector chose the pod, or, for a node of v1beta1, the pod's Deployment has its name. */
      readonly by: InjectionReason;
    };

/**
 * Which sidecar a pod gets, by the rules of the AWS controller: its annotation or else its namespace's label switches injection on,
 * and exactly one virtual node or virtual gateway of its namespace must then select it. Annotations that name a virtual node win
 * over all that, so that nodes made through the REST API have pods too. The value is absent when a problem is an error: such a
 * pod must not start.
 */
export function decideInjection(
  pod: InjectionPod,
  namespace: KubernetesNamespace,
  virtualNodes: readonly InjectionTarget[],
  virtualGateways: readonly InjectionTarget[],
  meshes: readonly InjectionMesh[],
): Result<InjectionDecision | undefined> {
  const own = pod.annotations[INJECTION_SWITCH]?.toLowerCase();
  if (own !== undefined && own !== 'enabled' && own !== 'disabled') {
    const message = `is ${JSON.stringify(own)}; allowed: enabled, disabled`;
    return refuse(annotationPath(INJECTION_SWITCH), 'value-not-allowed', message);
  }
  if (own === 'disabled') return none(`its annotation ${INJECTION_SWITCH} is disabled`);
  const named = namedByAnnotations(pod, namespace, meshes);
  if (named !== undefined) return named;
  const label = namespace.labels[INJECTION_SWITCH]?.toLowerCase();
  if (own === undefined && label !== 'enabled') return notEnabled(namespace, label);
  return selected(pod, virtualNodes, virtualGateways);
}

function namedByAnnotations(
  pod: InjectionPod,
  namespace: KubernetesNamespace,
  meshes: readonly InjectionMesh[],
): Result<InjectionDecision | undefined> | undefined {
  const mesh = pod.annotations[MESH_ANNOTATION];
  const name = pod.annotations[VIRTUAL_NODE_ANNOTATION];
  if (name === undefined && mesh === undefined) return undefined;
  if (name === undefined) {
    const message = `names mesh ${JSON.stringify(mesh)}, but no virtual node is named; add ${VIRTUAL_NODE_ANNOTATION}, or take this annotation away and let the podSelector of a VirtualNode choose`;
    return refuse(annotationPath(MESH_ANNOTATION), 'injection-conflict', message);
  }
  const meshName = mesh ?? onlyMesh(namespace, meshes);
  if (meshName === undefined) {
    const known = meshes.map((candidate) => candidate.meshName).join(', ') || 'none';
    const message = `names virtual node ${JSON.stringify(name)}, but not its mesh; add ${MESH_ANNOTATION}. Meshes: ${known}`;
    return refuse(annotationPath(VIRTUAL_NODE_ANNOTATION), 'injection-conflict', message);
  }
  const problems = [
    ...wrongName(MESH_ANNOTATION, 'MeshName', meshName),
    ...wrongName(VIRTUAL_NODE_ANNOTATION, 'VirtualNodeName', name),
  ];
  if (problems.length > 0) return { value: undefined, problems };
  return decideFor(pod, 'virtualNode', { meshName, name }, 'annotation');
}

/** The only mesh that selects the namespace, or the only one there is. */
function onlyMesh(namespace: KubernetesNamespace, meshes: readonly InjectionMesh[]): string | undefined {
  const selecting = meshes.filter(({ namespaceSelector }) =>
    selects(namespaceSelector, { 'kubernetes.io/metadata.name': namespace.name, ...namespace.labels }),
  );
  const candidates = selecting.length > 0 ? selecting : meshes;
  return candidates.length === 1 ? candidates[0]?.meshName : undefined;
}

function selected(
  pod: InjectionPod,
  virtualNodes: readonly InjectionTarget[],
  virtualGateways: readonly InjectionTarget[],
): Result<InjectionDecision | undefined> {
  const matching = (targets: readonly InjectionTarget[]) =>
    targets.filter((target) => isSelected(pod, target));
  const nodes = matching(virtualNodes);
  const gateways = matching(virtualGateways);
  const found = [
    ...nodes.map((target) => `VirtualNode ${target.objectName}`),
    ...gateways.map((target) => `VirtualGateway ${target.objectName}`),
  ].sort();
  if (found.length > 1) {
    const fix = 'Change their spec.podSelector, or the labels of the pod, so that only one selects it';
    const message = `match ${found.join(' and ')} of namespace ${pod.namespace}, but a pod can belong to one only. ${fix}`;
    return refuse('metadata.labels', 'injection-conflict', message);
  }
  const [node] = nodes;
  const [gateway] = gateways;
  const target = node ?? gateway;
  if (target === undefined)
    return refuse(
      'metadata.labels',
      'injection-conflict',
      notSelected(pod, [...virtualNodes, ...virtualGateways]),
    );
  const kind = node === undefined ? 'virtualGateway' : 'virtualNode';
  const { meshName, name } = target;
  if (meshName === undefined) {
    const message = `match ${found[0]}, which belongs to no mesh; label namespace ${pod.namespace} as the namespaceSelector of a Mesh asks for`;
    return refuse('metadata.labels', 'mesh-selection', message);
  }
  const by = target.podSelector === undefined ? 'deployment' : 'podSelector';
  return decideFor(pod, kind, { meshName, name }, by);
}

function decideFor(
  pod: InjectionPod,
  kind: ProxyIdentity['kind'],
  identity: { readonly meshName: string; readonly name: string },
  by: InjectionReason,
): Result<InjectionDecision | undefined> {
  const hasEnvoy = pod.containers.includes(ENVOY_CONTAINER);
  if (kind === 'virtualNode' && hasEnvoy) {
    return none(`it already has a container named ${ENVOY_CONTAINER}`);
  }
  if (kind === 'virtualGateway' && !hasEnvoy) {
    const message = `has no container named "${ENVOY_CONTAINER}", but the pod belongs to virtual gateway ${identity.name}, whose pods bring their Envoy themselves; name its container ${ENVOY_CONTAINER}`;
    return refuse('spec.containers', 'injection-conflict', message);
  }
  const nodeId = resourceId({ kind, ...identity });
  return { value: { kind, ...identity, nodeId, by }, problems: [] };
}

function notEnabled(
  namespace: KubernetesNamespace,
  label: string | undefined,
): Result<InjectionDecision | undefined> {
  const decision = none(`namespace ${namespace.name} does not have the label ${INJECTION_SWITCH}=enabled`);
  if (label === undefined || label === 'disabled') return decision;
  const message = `Label ${INJECTION_SWITCH} of namespace ${namespace.name} is ${JSON.stringify(label)}, which switches nothing on; allowed: enabled, disabled.`;
  const problem: Problem = {
    severity: 'warning',
    code: 'value-not-allowed',
    path: 'metadata.namespace',
    message,
  };
  return { ...decision, problems: [problem] };
}

function notSelected(pod: InjectionPod, targets: readonly InjectionTarget[]): string {
  const own = targets.filter(({ namespace }) => namespace === pod.namespace);
  const selectors = own.map(({ objectName, podSelector, deployment }) => {
    if (podSelector !== undefined) return `${objectName} selects ${describeSelector(podSelector)}`;
    const instead = deployment === undefined ? 'nothing' : `only Deployment ${deployment}`;
    return `${objectName} selects ${instead} (it has no spec.podSelector)`;
  });
  const there = own.length === 0 ? 'there is none' : selectors.sort().join('; ');
  const fix = `Label the pod, or give it the annotation ${INJECTION_SWITCH}: disabled`;
  return `match no VirtualNode or VirtualGateway of namespace ${pod.namespace}, where a sidecar is wanted: ${there}. ${fix}`;
}

function wrongName(annotation: string, member: string, name: string): readonly Problem[] {
  const path = annotationPath(annotation);
  return validateResourceName(member, name).map((problem) => {
    return { ...problem, path, message: `${path} is ${JSON.stringify(name)}: ${problem.message}` };
  });
}

function annotationPath(annotation: string): string {
  return `metadata.annotations.${annotation}`;
}

function none(reason: string): Result<InjectionDecision> {
  return { value: { kind: 'none', reason }, problems: [] };
}

/** The message continues the path. */
function refuse(path: string, code: ProblemCode, message: string): Result<undefined> {
  return { value: undefined, problems: [{ severity: 'error', code, path, message: `${path} ${message}.` }] };
}
