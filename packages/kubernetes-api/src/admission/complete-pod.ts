import type { JsonObject } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Container, Pod, PodSpec, PodTemplate, Probe } from '../objects/pod.ts';
import { formatTime } from '../store/object-metadata.ts';

const DEFAULT_GRACE_SECONDS = 30;

interface Resources {
  readonly limits?: Readonly<Record<string, unknown>>;
  readonly requests?: Readonly<Record<string, unknown>>;
}

function hasMembers(map: object | undefined): boolean {
  return Object.keys(map ?? {}).length > 0;
}

function completeProbe(probe: Probe): Probe {
  return {
    ...probe,
    ...(probe.httpGet === undefined ? {} : { httpGet: { path: '/', scheme: 'HTTP', ...probe.httpGet } }),
    timeoutSeconds: probe.timeoutSeconds ?? 1,
    periodSeconds: probe.periodSeconds ?? 10,
    successThreshold: probe.successThreshold ?? 1,
    failureThreshold: probe.failureThreshold ?? 3,
  };
}

function completeContainer(container: Container): Container {
  const isLatest = !/[:@][^/]+$/.test(container.image ?? '') || container.image.endsWith(':latest');
  return {
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    ...(container.ports === undefined
      ? {}
      : { ports: container.ports.map((port) => ({ protocol: 'TCP', ...port })) }),
    ...(container.readinessProbe && { readinessProbe: completeProbe(container.readinessProbe) }),
    ...(container.livenessProbe && { livenessProbe: completeProbe(container.livenessProbe) }),
    ...(container.startupProbe && { startupProbe: completeProbe(container.startupProbe) }),
  } as Container;
}

/** The defaults of a pod spec. */
function completePodSpec(spec: PodSpec): PodSpec {
  return {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {} satisfies JsonObject,
    terminationGracePeriodSeconds: DEFAULT_GRACE_SECONDS,
    ...spec,
    ...(spec.initContainers && { initContainers: spec.initContainers.map(completeContainer) }),
    containers: (spec.containers ?? []).map(completeContainer),
  } as PodSpec;
}

/** The defaults of the template in a workload. */
export function completePodTemplate(template: PodTemplate | undefined): PodTemplate {
  return { ...template, spec: completePodSpec(template?.spec ?? { containers: [] }) };
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
function qosClass(spec: PodSpec): string {
  const resources = spec.containers.map((it) => it.resources as Resources | undefined);
  if (resources.every((it) => !hasMembers(it?.limits) && !hasMembers(it?.requests))) return 'BestEffort';
  const isGuaranteed = resources.every((it) =>
    ['cpu', 'memory'].every((name) => {
      const limit = it?.limits?.[name];
      return limit !== undefined && (it?.requests?.[name] ?? limit) === limit;
    }),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

/** A pod is bound to the one node there is as soon as it exists: there is nothing to schedule. */
export function completePod({
  nodeName,
  clock,
  admitPod,
}: {
  readonly nodeName: string;
  readonly clock: () => number;
  readonly admitPod: (pod: Pod) => Pod;
}) {
  return (object: KubernetesObject, previous: KubernetesObject | undefined): Pod => {
    const given = object as Pod;
    const specified = { ...given, spec: { ...given.spec, containers: given.spec?.containers ?? [] } };
    if (previous !== undefined) return { ...given, spec: completePodSpec(specified.spec) };
    const pod = admitPod(specified);
    const spec = completePodSpec(pod.spec);
    return {
      ...pod,
      spec: { ...spec, nodeName: spec.nodeName ?? nodeName },
      status: {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: formatTime(clock()) }],
        qosClass: qosClass(spec),
      },
    };
  };
}

/** How long a deleted pod waits for its node agent: not at all once it has run to its end. */
export function podDeletionGrace(object: KubernetesObject): number {
  const { spec, status } = object as Pod;
  if (spec.nodeName === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  return spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
}
