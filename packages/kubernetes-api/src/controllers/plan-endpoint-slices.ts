import { createHash } from 'node:crypto';
import type { NewObject } from '../objects/kubernetes-object.ts';
import { isPodFinished, isPodReady, type Pod } from '../objects/pod.ts';
import type { EndpointSlice, Service, ServicePort } from '../objects/service.ts';
import { controllerReference } from './ownership.ts';

/** Where traffic for a container port of a pod goes; undefined: nowhere yet. */
export type PodPort = (
  pod: Pod,
  containerPort: number,
) => { readonly address: string; readonly port: number } | undefined;

/** Which Service a slice belongs to. */
export const SERVICE_NAME = 'kubernetes.io/service-name';
/** Who writes a slice; slices of others are left alone. */
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const MANAGER = 'endpointslice-controller.k8s.io';

/** The port of the pod itself, as on a cluster. */
export const podOwnPort: PodPort = (pod, containerPort) => {
  const address = pod.status?.podIP;
  return address === undefined ? undefined : { address, port: containerPort };
};

/** Whether the Service sends traffic to pods with these labels. */
export function selectsPod(service: Service, labels: Readonly<Record<string, string>> = {}): boolean {
  const { selector, type } = service.spec;
  if (selector === undefined || type === 'ExternalName') return false;
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}

/** The container port a Service port means in this pod; undefined when the pod has no port of that name. */
function targetContainerPort(pod: Pod, { targetPort, port }: ServicePort): number | undefined {
  if (targetPort === undefined) return port;
  if (typeof targetPort === 'number') return targetPort;
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.flatMap((it) => it.ports ?? []).find((it) => it.name === targetPort)?.containerPort;
}

function slicePorts(service: Service, pod: Pod, podPort: PodPort) {
  return (service.spec.ports ?? []).flatMap((port) => {
    const target = targetContainerPort(pod, port);
    const place = target === undefined ? undefined : podPort(pod, target);
    if (place === undefined) return [];
    return [
      {
        address: place.address,
        port: { name: port.name ?? '', port: place.port, protocol: port.protocol ?? 'TCP' },
      },
    ];
  });
}

function sliceName(service: Service, pod: Pod): string {
  const digest = createHash('sha256').update(pod.metadata.uid).digest('hex').slice(0, 10);
  return `${service.metadata.name}-${digest}`;
}

/** The slice of one pod, or undefined when nothing can be sent to it. */
function sliceOfPod(service: Service, pod: Pod, podPort: PodPort): NewObject<EndpointSlice> | undefined {
  const ports = slicePorts(service, pod, podPort);
  const isHeadlessWithoutPorts = service.spec.clusterIP === 'None' && (service.spec.ports ?? []).length === 0;
  const address = ports[0]?.address ?? (isHeadlessWithoutPorts ? pod.status?.podIP : undefined);
  if (address === undefined) return undefined;
  const { namespace = 'default' } = service.metadata;
  const ready = isPodReady(pod);
  const { nodeName } = pod.spec;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: sliceName(service, pod),
      namespace,
      labels: { ...service.metadata.labels, [SERVICE_NAME]: service.metadata.name, [MANAGED_BY]: MANAGER },
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: [address],
        conditions: {
          ready: ready || service.spec.publishNotReadyAddresses === true,
          serving: ready,
          terminating: false,
        },
        ...(nodeName === undefined ? {} : { nodeName }),
        targetRef: { kind: 'Pod', namespace, name: pod.metadata.name, uid: pod.metadata.uid },
      },
    ],
    ports: ports.map((it) => it.port),
  };
}

/**
 * The slices a Service should have: one per pod, because every pod has ports of its own. Pods that are being deleted, and those
 * that have ended, are left out at once. `pods` are those of the namespace.
 */
export function planEndpointSlices(
  service: Service,
  pods: readonly Pod[],
  podPort: PodPort,
): readonly NewObject<EndpointSlice>[] {
  return pods
    .filter((pod) => selectsPod(service, pod.metadata.labels))
    .filter((pod) => pod.metadata.deletionTimestamp === undefined && !isPodFinished(pod))
    .flatMap((pod) => sliceOfPod(service, pod, podPort) ?? []);
}
