import type { LabelSelector } from '@mesh-workshop/label-selector';
import { fulfilsRequirements, labelRequirements } from '@mesh-workshop/label-selector';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { PodTemplate } from '../objects/pod.ts';
import type { Deployment, IntOrPercent, Job, ReplicaSet } from '../objects/workloads.ts';
import type { FieldProblem } from '../resources/resource-definition.ts';
import { checkImmutable, checkMinimum, checkOneOf, invalidField, requiredField } from './field-problems.ts';
import { podTemplateProblems } from './validate-pod.ts';

function selectorProblems(
  selector: LabelSelector | undefined,
  template: PodTemplate,
): readonly FieldProblem[] {
  const requirements = labelRequirements(selector ?? {});
  if (requirements.length === 0) return [requiredField('spec.selector')];
  return fulfilsRequirements(requirements, template.metadata?.labels)
    ? []
    : [
        invalidField(
          'spec.template.metadata.labels',
          template.metadata?.labels ?? {},
          '`selector` does not match template `labels`',
        ),
      ];
}

function restartAlways(template: PodTemplate): readonly FieldProblem[] {
  return checkOneOf('spec.template.spec.restartPolicy', template.spec.restartPolicy, ['Always']);
}

function intOrPercentProblems(value: IntOrPercent | undefined, path: string): readonly FieldProblem[] {
  if (typeof value === 'string' && !/^[0-9]+%$/.test(value)) {
    return [
      invalidField(path, value, "a valid percent string must be a numeric string followed by an ending '%'"),
    ];
  }
  return checkMinimum(path, typeof value === 'number' ? value : undefined, 0);
}

/** What is wrong with a Deployment. */
export function validateDeployment(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly FieldProblem[] {
  const { spec } = object as Deployment;
  const { rollingUpdate, type } = spec.strategy;
  const isZero = (value: IntOrPercent | undefined) =>
    value !== undefined && Number.parseInt(String(value), 10) === 0;
  return [
    ...checkMinimum('spec.replicas', spec.replicas, 0),
    ...checkMinimum('spec.minReadySeconds', spec.minReadySeconds, 0),
    ...checkMinimum('spec.revisionHistoryLimit', spec.revisionHistoryLimit, 0),
    ...selectorProblems(spec.selector, spec.template),
    ...checkOneOf('spec.strategy.type', type, ['RollingUpdate', 'Recreate']),
    ...(type === 'Recreate' && rollingUpdate !== undefined
      ? [
          {
            reason: 'Forbidden' as const,
            path: 'spec.strategy.rollingUpdate',
            message: "may not be specified when strategy `type` is 'Recreate'",
          },
        ]
      : []),
    ...intOrPercentProblems(rollingUpdate?.maxSurge, 'spec.strategy.rollingUpdate.maxSurge'),
    ...intOrPercentProblems(rollingUpdate?.maxUnavailable, 'spec.strategy.rollingUpdate.maxUnavailable'),
    ...(isZero(rollingUpdate?.maxSurge) && isZero(rollingUpdate?.maxUnavailable)
      ? [
          invalidField(
            'spec.strategy.rollingUpdate.maxUnavailable',
            rollingUpdate?.maxUnavailable,
            'may not be 0 when `maxSurge` is 0',
          ),
        ]
      : []),
    ...podTemplateProblems(spec.template, 'spec.template'),
    ...restartAlways(spec.template),
    ...checkImmutable(
      'spec.selector',
      spec.selector,
      (previous as Deployment | undefined)?.spec.selector,
      previous !== undefined,
    ),
  ];
}

/** What is wrong with a ReplicaSet. */
export function validateReplicaSet(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly FieldProblem[] {
  const { spec } = object as ReplicaSet;
  return [
    ...checkMinimum('spec.replicas', spec.replicas, 0),
    ...checkMinimum('spec.minReadySeconds', spec.minReadySeconds, 0),
    ...selectorProblems(spec.selector, spec.template),
    ...podTemplateProblems(spec.template, 'spec.template'),
    ...restartAlways(spec.template),
    ...checkImmutable(
      'spec.selector',
      spec.selector,
      (previous as ReplicaSet | undefined)?.spec.selector,
      previous !== undefined,
    ),
  ];
}

/** What is wrong with a Job. */
export function validateJob(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly FieldProblem[] {
  const { spec } = object as Job;
  const before = (previous as Job | undefined)?.spec;
  const hasPrevious = before !== undefined;
  return [
    ...checkMinimum('spec.parallelism', spec.parallelism, 0),
    ...checkMinimum('spec.completions', spec.completions, 0),
    ...checkMinimum('spec.backoffLimit', spec.backoffLimit, 0),
    ...checkMinimum('spec.activeDeadlineSeconds', spec.activeDeadlineSeconds, 1),
    ...checkMinimum('spec.ttlSecondsAfterFinished', spec.ttlSecondsAfterFinished, 0),
    ...checkOneOf('spec.completionMode', (spec as { completionMode?: string }).completionMode, [
      'NonIndexed',
    ]),
    ...selectorProblems(spec.selector, spec.template),
    ...podTemplateProblems(spec.template, 'spec.template'),
    ...checkOneOf('spec.template.spec.restartPolicy', spec.template.spec.restartPolicy, [
      'OnFailure',
      'Never',
    ]),
    ...checkImmutable('spec.completions', spec.completions, before?.completions, hasPrevious),
    ...checkImmutable('spec.selector', spec.selector, before?.selector, hasPrevious),
    ...checkImmutable('spec.template', spec.template, before?.template, hasPrevious),
  ];
}
