import type { Container, Pod } from '@mesh-workshop/kubernetes-api';

/** Annotation that says where traffic for each container port goes; the EndpointSlice controller reads it. */
const PORTS_ANNOTATION = 'mesh-workshop.dev/ports';

/** Annotation with the apps' own ports and Envoy's admin port, by container port: what port-forward connects to, past the sidecar. */
const APP_PORTS_ANNOTATION = 'mesh-workshop.dev/app-ports';

export const LOOPBACK = '127.0.0.1';

/** The container port of every Envoy's admin page, as App Mesh's Envoys have it. */
export const ENVOY_ADMIN_PORT = 9901;

/** What an Envoy is in its pod: beside an app, whose traffic goes through it, or all there is, as the pod of a virtual gateway. */
export type EnvoyRole = 'sidecar' | 'gateway';

/** The real ports of one pod. Keys of `app` and `ingress` are container ports. */
export interface PodPorts {
  readonly app: Readonly<Record<string, number>>;
  /** Of its Envoy, if it has one. */
  readonly sidecar?: {
    readonly egress: number;
    readonly admin: number;
    readonly ingress: Readonly<Record<string, number>>;
  };
}

/** An address somebody can connect to. */
export interface PortAddress {
  readonly address: string;
  readonly port: number;
}

/** The container ports of a pod, each once. That of Envoy's admin page is not for traffic. */
export function containerPortsOf(spec: Pod['spec']): readonly number[] {
  const ports = spec.containers.flatMap((it) => (it.ports ?? []).map((port) => port.containerPort));
  return [...new Set(ports)].filter((it) => it !== ENVOY_ADMIN_PORT);
}

/** Takes fresh ports for everything a pod binds. A gateway takes all traffic itself: there is no app behind it. */
export async function allocatePodPorts(
  containerPorts: readonly number[],
  envoy: EnvoyRole | undefined,
  allocate: () => Promise<number>,
): Promise<PodPorts> {
  const app: Record<string, number> = {};
  if (envoy !== 'gateway') for (const port of containerPorts) app[port] = await allocate();
  if (envoy === undefined) return { app };
  const ingress: Record<string, number> = {};
  for (const port of containerPorts) ingress[port] = await allocate();
  return { app, sidecar: { egress: await allocate(), admin: await allocate(), ingress } };
}

/** Where traffic goes, by container port: to the Envoy, or to the app when there is none. */
export function trafficAddresses({ app, sidecar }: PodPorts): Readonly<Record<string, PortAddress>> {
  const ports = Object.entries(sidecar?.ingress ?? app);
  return Object.fromEntries(
    ports.map(([containerPort, port]) => [containerPort, { address: LOOPBACK, port }]),
  );
}

/** The annotations that tell others: traffic goes to the Envoy, or to the app when there is none; port-forward goes to the app, or to the admin page. */
export function portAnnotations(ports: PodPorts): Readonly<Record<string, string>> {
  const { app, sidecar } = ports;
  const forwarded =
    sidecar === undefined ? app : { ...sidecar.ingress, ...app, [ENVOY_ADMIN_PORT]: sidecar.admin };
  return {
    [PORTS_ANNOTATION]: JSON.stringify(trafficAddresses(ports)),
    [APP_PORTS_ANNOTATION]: JSON.stringify(forwarded),
  };
}

/** Where traffic for a container port of the pod goes; undefined before the node agent took ports, or for a port the pod does not have. */
export function readPodPort(pod: Pod, containerPort: number): PortAddress | undefined {
  return readPodPorts(pod)[String(containerPort)];
}

/** Where traffic goes, by container port. */
export function readPodPorts(pod: Pod): Readonly<Record<string, PortAddress>> {
  return readAnnotation<PortAddress>(pod, PORTS_ANNOTATION);
}

/** The apps' own ports on 127.0.0.1, by container port. */
export function readAppPorts(pod: Pod): Readonly<Record<string, number>> {
  return readAnnotation<number>(pod, APP_PORTS_ANNOTATION);
}

function readAnnotation<T>(pod: Pod, name: string): Readonly<Record<string, T>> {
  const text = pod.metadata.annotations?.[name];
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Record<string, T>;
  } catch {
    // Somebody edited the annotation by hand: the pod is unreachable, not the reader broken.
    return {};
  }
}

/** The number behind a container port's number or name; undefined when the container has no such port. */
export function findContainerPort(container: Container, port: number | string): number | undefined {
  return (container.ports ?? []).find(
    (it) => it.name === port || it.containerPort === port || String(it.containerPort) === String(port),
  )?.containerPort;
}
