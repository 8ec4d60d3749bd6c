import type {
  Problem,
  Protocol,
  Result,
  VirtualServiceListenerModel,
  VirtualServiceModel,
} from '@mesh-workshop/appmesh';

/** One listener of a backend. */
export interface EgressHost {
  readonly service: VirtualServiceModel;
  readonly listener: VirtualServiceListenerModel;
}

/** A port that the application dials, with the backends that have it. */
export interface EgressPort {
  readonly port: number;
  readonly protocol: Protocol;
  readonly hosts: readonly EgressHost[];
}

/** All listeners of all backends, in order of the document. */
export function egressHosts(backends: readonly VirtualServiceModel[]): readonly EgressHost[] {
  return backends.flatMap((service) => service.listeners.map((listener) => ({ service, listener })));
}

/**
 * The hosts by port, lowest first. With redirected connections the port alone decides what is spoken on it, so of two backends
 * with different protocols on one port the later one is left out, and so it is of two that speak tcp, which names no host.
 */
export function egressPorts(hosts: readonly EgressHost[], resource: string): Result<readonly EgressPort[]> {
  const ports = new Map<number, EgressPort>();
  const problems: Problem[] = [];
  for (const host of hosts) {
    const { port, protocol } = host.listener;
    const known = ports.get(port);
    if (known !== undefined && (known.protocol !== protocol || protocol === 'tcp')) {
      const [first] = known.hosts;
      const message = `Backend ${host.service.name} speaks ${protocol} on port ${port}, where backend ${first?.service.name} speaks ${known.protocol}. A proxy cannot tell them apart, so ${host.service.name} is left out on this port; give one of them another port.`;
      problems.push({ severity: 'error', code: 'port-conflict', resource, path: 'spec.backends', message });
    } else {
      ports.set(port, { port, protocol, hosts: [...(known?.hosts ?? []), host] });
    }
  }
  return { value: [...ports.values()].sort((a, b) => a.port - b.port), problems };
}
