import {
  fulfilsRequirements,
  type LabelSelector,
  type Labels,
  labelRequirements,
} from '@mesh-workshop/label-selector';

/** Which pods an object says are those of its virtual node or gateway; never one of another namespace. */
export interface PodSelection {
  /** Of the Kubernetes object. */
  readonly namespace: string;
  /** Without one it selects no pod. */
  readonly podSelector?: LabelSelector;
  /** Deployment whose pods belong to it without a selector: that of the same name, for a node of v1beta1. */
  readonly deployment?: string;
}

/** A pod, as far as a selection looks at it. */
export interface SelectablePod {
  readonly namespace: string;
  readonly labels: Labels;
  /** The deployment it belongs to, if any. */
  readonly deployment?: string;
}

/** Whether a selector selects labels. No selector at all selects nothing, as App Mesh's resources mean it. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  return selector !== undefined && fulfilsRequirements(labelRequirements(selector), labels);
}

/** Whether a pod is one of those selected. */
export function isSelected(pod: SelectablePod, selection: PodSelection): boolean {
  const { namespace, podSelector, deployment } = selection;
  if (namespace !== pod.namespace) return false;
  return selects(podSelector, pod.labels) || (deployment !== undefined && deployment === pod.deployment);
}
