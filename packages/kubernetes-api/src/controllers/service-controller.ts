import { SERVICES } from '../objects/kinds.ts';
import type { Service, ServicePort } from '../objects/service.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf, keyOf, type ReconcileKey, splitKey } from './control-loop.ts';

/** One port of a Service that is reached from outside. */
export interface ServicePortRef {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** Where node ports come from, and go when nobody uses them any more. */
export interface NodePorts {
  /** A free one. */
  allocate(port: ServicePortRef): Promise<number>;
  release(port: ServicePortRef, nodePort: number): void;
}

/** Every LoadBalancer is this machine. */
const LOAD_BALANCER_ADDRESS = '127.0.0.1';

function needsNodePorts({ spec }: Service): boolean {
  return (
    (spec.type === 'LoadBalancer' || spec.type === 'NodePort') &&
    (spec.ports ?? []).some((port) => port.nodePort === undefined)
  );
}

function hasAddress({ status }: Service): boolean {
  return (status?.loadBalancer?.ingress ?? []).length > 0;
}

async function allocatePorts(
  service: Service,
  allocate: NodePorts['allocate'],
): Promise<readonly ServicePort[]> {
  const { namespace = 'default', name } = service.metadata;
  const ports: ServicePort[] = [];
  for (const port of service.spec.ports ?? []) {
    const nodePort = port.nodePort ?? (await allocate({ namespace, service: name, port: port.port }));
    ports.push({ ...port, nodePort });
  }
  return ports;
}

/** The node ports that were given to the Service, by number. */
function nodePortsOf(service: Service | undefined): ReadonlyMap<number, ServicePortRef> {
  const { namespace = 'default', name = '' } = service?.metadata ?? {};
  return new Map(
    (service?.spec.ports ?? []).flatMap(({ port, nodePort }) =>
      nodePort === undefined ? [] : [[nodePort, { namespace, service: name, port }] as const],
    ),
  );
}

/** Gives Services that are reached from outside their node ports, and load balancers their address. */
export function serviceController(store: MemoryObjectStore, nodePorts: NodePorts): Controller {
  const inUse = new Map<ReconcileKey, ReadonlyMap<number, ServicePortRef>>();
  const remember = (key: ReconcileKey, service: Service | undefined) => {
    const ports = nodePortsOf(service);
    for (const [nodePort, port] of inUse.get(key) ?? []) {
      if (!ports.has(nodePort)) nodePorts.release(port, nodePort);
    }
    if (ports.size === 0) inUse.delete(key);
    else inUse.set(key, ports);
  };
  return {
    name: 'service',
    initialKeys: () => store.list(SERVICES).map(keyOf),
    keysOf: (entry): readonly ReconcileKey[] => (isChangeOf(entry, SERVICES) ? [keyOf(entry.object)] : []),
    reconcile: async (key) => {
      const { namespace, name } = splitKey(key);
      const service = store.get(SERVICES, namespace, name);
      remember(key, service);
      if (service === undefined || service.metadata.deletionTimestamp !== undefined) return undefined;
      if (needsNodePorts(service)) {
        const ports = await allocatePorts(service, nodePorts.allocate.bind(nodePorts));
        const given = { ...service, spec: { ...service.spec, ports } };
        // Before the write: when that is refused, the next round gives back what the Service did not get.
        inUse.set(key, nodePortsOf(given));
        store.update(given);
      }
      const latest = store.get(SERVICES, namespace, name);
      if (latest?.spec.type === 'LoadBalancer' && !needsNodePorts(latest) && !hasAddress(latest)) {
        const loadBalancer = { ingress: [{ ip: LOAD_BALANCER_ADDRESS }] };
        store.modifyStatus(SERVICES, namespace, name, (it) => ({ ...it.status, loadBalancer }));
      }
      return undefined;
    },
  };
}
