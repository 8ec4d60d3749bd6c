import { SERVICES } from '../objects/kinds.ts';
import type { Service, ServicePort } from '../objects/service.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf, keyOf, type ReconcileKey, splitKey } from './control-loop.ts';

/** Finds a free node port for one port of a Service. */
export type AllocateNodePort = (port: {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}) => Promise<number>;

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

async function allocatePorts(service: Service, allocate: AllocateNodePort): Promise<readonly ServicePort[]> {
  const { namespace = 'default', name } = service.metadata;
  const ports: ServicePort[] = [];
  for (const port of service.spec.ports ?? []) {
    const nodePort = port.nodePort ?? (await allocate({ namespace, service: name, port: port.port }));
    ports.push({ ...port, nodePort });
  }
  return ports;
}

/** Gives Services that are reached from outside their node ports, and load balancers their address. */
export function serviceController(store: MemoryObjectStore, allocate: AllocateNodePort): Controller {
  return {
    name: 'service',
    initialKeys: () => store.list(SERVICES).map(keyOf),
    keysOf: (entry): readonly ReconcileKey[] => (isChangeOf(entry, SERVICES) ? [keyOf(entry.object)] : []),
    reconcile: async (key) => {
      const { namespace, name } = splitKey(key);
      const service = store.get(SERVICES, namespace, name);
      if (service === undefined || service.metadata.deletionTimestamp !== undefined) return undefined;
      if (needsNodePorts(service)) {
        const ports = await allocatePorts(service, allocate);
        store.update({ ...service, spec: { ...service.spec, ports } });
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
