import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Deployment, Job, ReplicaSet } from '../objects/workloads.ts';
import { completePodTemplate } from './complete-pod.ts';

/** The defaults of a Deployment. */
export function completeDeployment(object: KubernetesObject): KubernetesObject {
  const spec: Partial<Deployment['spec']> | undefined = (object as Deployment).spec;
  const type = spec?.strategy?.type ?? 'RollingUpdate';
  return {
    ...object,
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...spec,
      strategy:
        type === 'RollingUpdate'
          ? {
              type,
              rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%', ...spec?.strategy?.rollingUpdate },
            }
          : { ...spec?.strategy, type },
      template: completePodTemplate(spec?.template),
    },
  };
}

/** The defaults of a ReplicaSet. */
export function completeReplicaSet(object: KubernetesObject): KubernetesObject {
  const spec: Partial<ReplicaSet['spec']> | undefined = (object as ReplicaSet).spec;
  return { ...object, spec: { replicas: 1, ...spec, template: completePodTemplate(spec?.template) } };
}

/** The defaults of a Job: its selector and the labels of its pods come from its uid, so jobs never share pods. */
export function completeJob(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): KubernetesObject {
  const job = object as Job;
  const spec: (Partial<Job['spec']> & { readonly manualSelector?: boolean }) | undefined = job.spec;
  const { uid, name } = job.metadata;
  const template = completePodTemplate(spec?.template);
  const generated = previous === undefined && spec?.manualSelector !== true;
  const labels = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  const completionsDefault = spec?.completions === undefined && spec?.parallelism === undefined;
  return {
    ...job,
    spec: {
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      ...(completionsDefault ? { completions: 1 } : {}),
      ...(previous === undefined ? {} : { selector: (previous as Job).spec.selector }),
      ...spec,
      ...(generated ? { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } } } : {}),
      template: generated
        ? {
            ...template,
            metadata: {
              ...template.metadata,
              labels: { ...template.metadata?.labels, ...labels, 'controller-uid': uid, 'job-name': name },
            },
          }
        : template,
    },
  };
}
