import type { Pod, Service } from '@mesh-workshop/kubernetes-api';
import { formatLabelSelector, listObjects, readObject } from '../kubernetes/read-objects.ts';
import { readAppPorts } from '../node-agent/pod-ports.ts';
import { WorkshopError } from '../workshop-error.ts';

/** Where a forwarded connection goes. */
export interface ForwardTarget {
  readonly pod: string;
  readonly containerPort: number;
  /** the app's real port on 127.0.0.1: past the sidecar, as kubectl does it */
  readonly port: number;
}

/**
 * Finds the pod and port behind `pod/x`, `service/x`, `svc/x`, `deployment/x`, `deploy/x` or a pod's bare name. `remote` is a port of the Service, or of the pod. Throws a
 * WorkshopError that names what there is.
 */
export async function resolveTarget(
  kubeconfig: string,
  namespace: string,
  target: string,
  remote: string,
): Promise<ForwardTarget> {
  const [kind, name] = target.includes('/') ? target.split('/', 2) : ['pod', target];
  switch (kind) {
    case 'pod':
    case 'pods': {
      const pod = await readObject(kubeconfig, 'pods', namespace, name ?? '');
      if (pod === undefined) throw notFound('pod', name, namespace);
      return choosePort(pod, remote);
    }
    case 'svc':
    case 'service':
    case 'services': {
      const service = await readObject(kubeconfig, 'services', namespace, name ?? '');
      if (service === undefined) throw notFound('service', name, namespace);
      const pod = await findReadyPod(kubeconfig, namespace, target, service.spec.selector ?? {});
      return choosePort(pod, readTargetPort(service, remote));
    }
    case 'deploy':
    case 'deployment':
    case 'deployments': {
      const deployment = await readObject(kubeconfig, 'deployments', namespace, name ?? '');
      if (deployment === undefined) throw notFound('deployment', name, namespace);
      const pod = await findReadyPod(
        kubeconfig,
        namespace,
        target,
        deployment.spec.selector.matchLabels ?? {},
      );
      return choosePort(pod, remote);
    }
    default:
      throw new WorkshopError(
        `cannot forward to ${target}. Allowed: <pod>, pod/<name>, service/<name>, deployment/<name>.`,
        2,
      );
  }
}

/** The container port, as a number or name in text, behind a port of the Service. */
export function readTargetPort(service: Service, remote: string): string {
  const ports = service.spec.ports ?? [];
  const found = ports.find((it) => String(it.port) === remote || it.name === remote);
  if (found === undefined) {
    throw new WorkshopError(
      `service ${service.metadata.name} has no port ${remote}. It has: ${ports.map((it) => it.port).join(', ') || 'none'}.`,
    );
  }
  return String(found.targetPort ?? found.port);
}

/** The real port behind a container port's number or name. */
export function choosePort(pod: Pod, remote: string): ForwardTarget {
  const real = readAppPorts(pod);
  const named = pod.spec.containers.flatMap((it) => it.ports ?? []).find((it) => it.name === remote);
  const containerPort = named?.containerPort ?? Number(remote);
  const port = real[String(containerPort)];
  if (port === undefined) {
    throw new WorkshopError(
      `pod ${pod.metadata.name} has no port ${remote}. It has: ${Object.keys(real).join(', ') || 'none'}.`,
    );
  }
  return { pod: pod.metadata.name, containerPort, port };
}

async function findReadyPod(
  kubeconfig: string,
  namespace: string,
  target: string,
  labels: Readonly<Record<string, string>>,
): Promise<Pod> {
  const pods =
    Object.keys(labels).length === 0
      ? []
      : await listObjects(kubeconfig, 'pods', { namespace, labelSelector: formatLabelSelector(labels) });
  const ready = pods.find((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined);
  if (ready === undefined) {
    const seen = pods.map((pod) => `${pod.metadata.name} (${pod.status?.phase ?? 'Unknown'})`).join(', ');
    throw new WorkshopError(`${target} in namespace ${namespace} has no ready pod. Pods: ${seen || 'none'}.`);
  }
  return ready;
}

// Not the library's own function: importing it would load the whole API server into a command of a few milliseconds.
function isPodReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') ?? false;
}

function notFound(kind: string, name: string | undefined, namespace: string): WorkshopError {
  return new WorkshopError(
    `there is no ${kind} ${name} in namespace ${namespace}. See: kubectl get ${kind}s -n ${namespace}`,
  );
}
