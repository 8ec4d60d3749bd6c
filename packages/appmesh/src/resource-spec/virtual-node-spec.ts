import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { type Infer, list, required, structure, union, type Violation } from '../shape/shape.ts';
import { type Listener, listener } from './listener.ts';
import { logging } from './logging.ts';
import { listenerPortsAreUnique } from './port-mapping.ts';
import { virtualServiceName } from './resource-names.ts';
import { serviceDiscovery } from './service-discovery.ts';
import { clientPolicyTls } from './tls.ts';

const clientPolicy = structure('ClientPolicy', { tls: clientPolicyTls });

const backend = union('Backend', {
  virtualService: structure('VirtualServiceBackend', {
    clientPolicy,
    virtualServiceName: required(virtualServiceName),
  }),
});

export const virtualNodeSpec = structure(
  'VirtualNodeSpec',
  {
    backendDefaults: structure('BackendDefaults', { clientPolicy }),
    backends: list(backend),
    listeners: list(listener),
    logging,
    serviceDiscovery,
  },
  { rules: [listenerPortsAreUnique, listenersCanBeDiscovered] },
);

/** `spec` of a virtual node. Without listeners it only calls others. */
export type VirtualNodeSpec = Infer<typeof virtualNodeSpec>;

/** Reads the `spec` of a virtual node. The value is absent when a problem is an error. */
export function parseVirtualNodeSpec(input: unknown, path = 'spec'): Result<VirtualNodeSpec | undefined> {
  return checkShape<VirtualNodeSpec>(virtualNodeSpec, input, path);
}

interface WithListeners {
  readonly listeners?: readonly Listener[];
  readonly serviceDiscovery?: unknown;
}

function listenersCanBeDiscovered({ listeners = [], serviceDiscovery }: WithListeners): readonly Violation[] {
  if (listeners.length === 0 || serviceDiscovery !== undefined) return [];
  return [
    {
      code: 'missing-member',
      path: 'serviceDiscovery',
      message: 'is required for a virtual node with listeners: callers could not find it',
    },
  ];
}
