import type { Endpoint } from '@mesh-workshop/envoy';
import type { EndpointSliceObject, ServiceObject, ServicePort, SlicePort } from './kubernetes-objects.ts';
import type { Pod } from './read-pod.ts';

/** A Service with what is behind it. */
export interface ServiceBackends {
  readonly service: ServiceObject;
  readonly slices: readonly EndpointSliceObject[];
  /** The pod that an address of a slice belongs to; undefined: none that is known. */
  readonly podNamed: (namespace: string, name: string) => Pod | undefined;
}

/** One address behind a Service that takes requests. */
interface ReadyAddress {
  readonly address: string;
  readonly ports: readonly ReadyPort[];
  readonly pod?: Pod;
}

interface ReadyPort {
  /** As the Service calls it. */
  readonly name: string;
  readonly port: number;
}

/** The TCP ports of a Service. */
export function tcpPorts(service: ServiceObject): readonly ServicePort[] {
  return (service.spec?.ports ?? []).filter(isTcp);
}

/** A slice names its ports as the Service does; the number is the slice's own, so that each slice may have another. */
export function endpointsOfPort(
  slices: readonly EndpointSliceObject[],
  servicePort: ServicePort,
): readonly Endpoint[] {
  return inOrder(readyAddresses(slices).flatMap((ready) => namedPort(ready, servicePort)));
}

/** Where a listener of a virtual node is reached that is found under the name of a Service. */
export interface ListenerEndpoints {
  readonly endpoints: readonly Endpoint[];
  /** Those that are ready, of which nothing says at which port they take what comes for the listener: pods, or addresses. */
  readonly withoutPort: readonly string[];
}

/**
 * The endpoints of a virtual node's listener behind a Service. No port is assumed. What callers dial, the listener's number, is a port
 * of the Service, and what it means for each pod is in its slice; else it is what the pod itself calls one of the ports in its slice. A
 * headless Service translates nothing: there the pod's own ports come first, those that only the pod declares among them.
 */
export function listenerEndpoints(backends: ServiceBackends, listenerPort: number): ListenerEndpoints {
  const { service, slices, podNamed } = backends;
  const dialled = tcpPorts(service).find(({ port }) => port === listenerPort);
  const isHeadless = service.spec?.clusterIP === 'None';
  const endpoints: Endpoint[] = [];
  const withoutPort = new Set<string>();
  for (const ready of readyAddresses(slices, podNamed)) {
    const translated = dialled === undefined ? [] : namedPort(ready, dialled);
    const own = isHeadless || dialled === undefined ? ownPort(ready, service, listenerPort) : [];
    const declared = isHeadless && own.length === 0 ? declaredPort(ready, listenerPort) : [];
    const [found] = [...own, ...declared, ...translated];
    if (found === undefined) withoutPort.add(nameOf(ready));
    else endpoints.push(found);
  }
  return { endpoints: inOrder(endpoints), withoutPort: [...withoutPort].sort() };
}

/** The pods' own numbers of the ports behind a headless Service; none of any other, whose own ports are all that can be dialled. */
export function podPorts({ service, slices, podNamed }: ServiceBackends): readonly number[] {
  if (service.spec?.clusterIP !== 'None') return [];
  const numbers = readyAddresses(slices, podNamed).flatMap(({ pod, ports }) => {
    if (pod?.ports !== undefined) return Object.keys(pod.ports).map(Number);
    return [...(pod?.containerPorts ?? []), ...ports.map(({ port }) => port)];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function readyAddresses(
  slices: readonly EndpointSliceObject[],
  podNamed: ServiceBackends['podNamed'] = () => undefined,
): readonly ReadyAddress[] {
  return slices.flatMap(({ addressType, endpoints, ports, metadata }) => {
    if (addressType === 'FQDN') return [];
    return (endpoints ?? []).flatMap(({ addresses = [], conditions, targetRef }) => {
      if (conditions?.ready === false) return [];
      const isPod = targetRef?.kind === 'Pod' && targetRef.name !== undefined;
      const namespace = targetRef?.namespace ?? metadata?.namespace ?? '';
      const pod = isPod ? podNamed(namespace, targetRef.name ?? '') : undefined;
      const known = (ports ?? []).filter(isTcp).flatMap(readyPort);
      return addresses.map((address) => ({ address, ports: known, ...(pod === undefined ? {} : { pod }) }));
    });
  });
}

/** One without a number is none of a Service: what it means is left to others. */
function readyPort({ name, port }: SlicePort): readonly ReadyPort[] {
  return typeof port === 'number' ? [{ name: name ?? '', port }] : [];
}

function namedPort({ address, ports }: ReadyAddress, servicePort: ServicePort): readonly Endpoint[] {
  const found = ports.find(({ name }) => name === (servicePort.name ?? ''));
  return found === undefined ? [] : [{ address, port: found.port }];
}

/** The port of a slice that the pod itself, or the Service for it, calls by the listener's number. */
function ownPort(ready: ReadyAddress, service: ServiceObject, listenerPort: number): readonly Endpoint[] {
  const { address, ports } = ready;
  const isTarget = ({ targetPort }: ServicePort) =>
    targetPort !== undefined && Number(targetPort) === listenerPort;
  const targeting = tcpPorts(service).filter(isTarget);
  const isOwn = ({ port, name }: ReadyPort) =>
    containerPort(ready, port) === listenerPort || targeting.some((it) => (it.name ?? '') === name);
  const found = ports.find(isOwn);
  return found === undefined ? [] : [{ address, port: found.port }];
}

/** What the pod calls a port at which it is reached: the same number, unless it says itself that it is reached elsewhere. */
function containerPort({ address, pod }: ReadyAddress, port: number): number | undefined {
  if (pod?.ports === undefined) return port;
  const found = Object.entries(pod.ports).find(([, it]) => it.address === address && it.port === port);
  return found === undefined ? undefined : Number(found[0]);
}

/** A port that is in no slice, but that the pod declares. */
function declaredPort({ address, pod }: ReadyAddress, port: number): readonly Endpoint[] {
  if (pod?.ports !== undefined) {
    const place = pod.ports[port];
    return place === undefined ? [] : [{ address: place.address, port: place.port }];
  }
  return pod?.containerPorts.includes(port) === true && !isShared(address) ? [{ address, port }] : [];
}

/** A loopback address is no pod's own: its ports are whoever's on this machine, so a pod has to say where it is reached. */
export function isShared(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function nameOf({ address, pod }: ReadyAddress): string {
  return pod?.name ?? address;
}

function isTcp({ protocol }: { readonly protocol?: string | null }): boolean {
  return (protocol ?? 'TCP') === 'TCP';
}

/** Endpoints, each once, by address and port. */
export function inOrder(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const distinct = new Map(endpoints.map((endpoint) => [`${endpoint.address} ${endpoint.port}`, endpoint]));
  return [...distinct.values()].sort((a, b) => compare(a.address, b.address) || a.port - b.port);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
