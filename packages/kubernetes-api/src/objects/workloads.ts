import type { LabelSelector } from '@mesh-workshop/label-selector';
import type { Condition, KubernetesObject } from './kubernetes-object.ts';
import type { PodTemplate } from './pod.ts';

/** A whole number, or a percentage such as '25%'. */
export type IntOrPercent = number | string;

/** Keeps a number of pods of one template alive. */
export interface ReplicaSet extends KubernetesObject {
  readonly kind: 'ReplicaSet';
  readonly spec: {
    readonly replicas: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
  };
  readonly status?: {
    readonly replicas: number;
    readonly fullyLabeledReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** What the deployment controller reports. */
export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

/** Replaces the pods of one template by those of the next. */
export interface Deployment extends KubernetesObject {
  readonly kind: 'Deployment';
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly strategy: {
      readonly type: 'RollingUpdate' | 'Recreate';
      readonly rollingUpdate?: { readonly maxSurge?: IntOrPercent; readonly maxUnavailable?: IntOrPercent };
    };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly progressDeadlineSeconds?: number;
    readonly paused?: boolean;
  };
  readonly status?: DeploymentStatus;
}

/** What the job controller reports; times are RFC 3339. */
export interface JobStatus {
  readonly active?: number;
  readonly ready?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly terminating?: number;
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
}

/** Runs pods until enough of them succeeded. */
export interface Job extends KubernetesObject {
  readonly kind: 'Job';
  readonly spec: {
    readonly parallelism: number;
    /** Absent: the job is complete as soon as any pod succeeded and none is left running. */
    readonly completions?: number;
    readonly backoffLimit: number;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
  };
  readonly status?: JobStatus;
}
