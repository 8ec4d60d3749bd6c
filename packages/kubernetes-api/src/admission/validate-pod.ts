import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Container, Pod, PodSpec, PodTemplate, Probe } from '../objects/pod.ts';
import type { FieldProblem } from '../resources/resource-definition.ts';
import {
  checkImmutable,
  checkMinimum,
  checkOneOf,
  checkPort,
  invalidField,
  requiredField,
} from './field-problems.ts';
import { isLabelValue, isQualifiedName, nameProblem } from './names.ts';

const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

function probeProblems(probe: Probe | undefined, path: string): readonly FieldProblem[] {
  if (probe === undefined) return [];
  const handlers = [probe.httpGet, probe.exec, probe.tcpSocket, probe.grpc].filter((it) => it !== undefined);
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port;
  return [
    ...(handlers.length === 0 ? [requiredField(path, 'must specify a handler type')] : []),
    ...(handlers.length > 1
      ? [{ reason: 'Forbidden' as const, path, message: 'may not specify more than 1 handler type' }]
      : []),
    ...(typeof port === 'number'
      ? checkPort(`${path}.${probe.httpGet ? 'httpGet' : 'tcpSocket'}.port`, port)
      : []),
    ...checkMinimum(`${path}.initialDelaySeconds`, probe.initialDelaySeconds, 0),
    ...checkMinimum(`${path}.periodSeconds`, probe.periodSeconds, 1),
    ...checkMinimum(`${path}.timeoutSeconds`, probe.timeoutSeconds, 1),
    ...checkMinimum(`${path}.failureThreshold`, probe.failureThreshold, 1),
    ...checkMinimum(`${path}.successThreshold`, probe.successThreshold, 1),
  ];
}

function containerProblems(container: Container, path: string): readonly FieldProblem[] {
  const wrongName = container.name === undefined ? undefined : nameProblem(container.name, 'label');
  return [
    ...(container.name === undefined ? [requiredField(`${path}.name`)] : []),
    ...(wrongName === undefined ? [] : [invalidField(`${path}.name`, container.name, wrongName)]),
    ...(container.image === undefined || container.image === '' ? [requiredField(`${path}.image`)] : []),
    ...(container.ports ?? []).flatMap((port, index) => [
      ...checkPort(`${path}.ports[${index}].containerPort`, port.containerPort),
      ...(port.name === undefined || PORT_NAME.test(port.name)
        ? []
        : [
            invalidField(
              `${path}.ports[${index}].name`,
              port.name,
              "must consist of at most 15 lower case alphanumeric characters or '-', and contain at least one letter",
            ),
          ]),
    ]),
    ...(container.env ?? []).flatMap((variable, index) => {
      if (variable.name === undefined || variable.name === '')
        return [requiredField(`${path}.env[${index}].name`)];
      return ENV_NAME.test(variable.name)
        ? []
        : [
            invalidField(
              `${path}.env[${index}].name`,
              variable.name,
              "a valid environment variable name must consist of alphanumeric characters, '_', '-' or '.' and must not start with a digit",
            ),
          ];
    }),
    ...probeProblems(container.readinessProbe, `${path}.readinessProbe`),
    ...probeProblems(container.livenessProbe, `${path}.livenessProbe`),
    ...probeProblems(container.startupProbe, `${path}.startupProbe`),
  ];
}

/** What is wrong with a pod spec. */
function podSpecProblems(spec: PodSpec, path: string): readonly FieldProblem[] {
  const all = [
    ...spec.containers.map((it, index) => ({ it, path: `${path}.containers[${index}]` })),
    ...(spec.initContainers ?? []).map((it, index) => ({ it, path: `${path}.initContainers[${index}]` })),
  ];
  const repeated = all.filter(
    ({ it }, index) => it.name !== undefined && all.findIndex((other) => other.it.name === it.name) < index,
  );
  return [
    ...(spec.containers.length === 0 ? [requiredField(`${path}.containers`)] : []),
    ...all.flatMap((container) => containerProblems(container.it, container.path)),
    ...repeated.map(
      (container): FieldProblem => ({
        reason: 'Duplicate',
        path: `${container.path}.name`,
        value: container.it.name,
        message: '',
      }),
    ),
    ...checkOneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...checkMinimum(`${path}.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds, 0),
  ];
}

/** What is wrong with the template of a workload. */
export function podTemplateProblems(template: PodTemplate, path: string): readonly FieldProblem[] {
  const labels = Object.entries(template.metadata?.labels ?? {}).filter(
    ([key, value]) => !isQualifiedName(key) || !isLabelValue(value),
  );
  return [
    ...labels.map(([key, value]) =>
      invalidField(
        `${path}.metadata.labels[${key}]`,
        value,
        "a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.'",
      ),
    ),
    ...podSpecProblems(template.spec, `${path}.spec`),
  ];
}

/** The parts of a pod spec that a running pod may change. */
function fixedPart(spec: PodSpec): unknown {
  const withoutImage = ({ image: _image, ...rest }: Container) => rest;
  const { activeDeadlineSeconds: _a, terminationGracePeriodSeconds: _t, ...rest } = spec;
  const {
    tolerations: _tolerations,
    nodeName: _node,
    ...fixed
  } = rest as PodSpec & { tolerations?: unknown };
  return {
    ...fixed,
    containers: spec.containers.map(withoutImage),
    initContainers: spec.initContainers?.map(withoutImage),
  };
}

/** What is wrong with a pod. */
export function validatePod(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly FieldProblem[] {
  const pod = object as Pod;
  const changed = checkImmutable(
    'spec',
    fixedPart(pod.spec),
    previous && fixedPart((previous as Pod).spec),
    previous !== undefined,
  );
  return [
    ...podSpecProblems(pod.spec, 'spec'),
    ...changed.map(
      (): FieldProblem => ({
        reason: 'Forbidden',
        path: 'spec',
        message:
          'pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, `spec.activeDeadlineSeconds`, `spec.tolerations` (only additions to existing tolerations)',
      }),
    ),
  ];
}
