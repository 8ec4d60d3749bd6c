import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { type Infer, list, required, structure } from '../shape/shape.ts';
import { listenerPortsAreUnique, portMapping } from './port-mapping.ts';

export const virtualRouterSpec = structure(
  'VirtualRouterSpec',
  {
    listeners: list(structure('VirtualRouterListener', { portMapping: required(portMapping) })),
  },
  { rules: [listenerPortsAreUnique] },
);

/** `spec` of a virtual router. Its listeners' ports are those that callers dial. */
export type VirtualRouterSpec = Infer<typeof virtualRouterSpec>;

/** Reads the `spec` of a virtual router. The value is absent when a problem is an error. */
export function parseVirtualRouterSpec(input: unknown, path = 'spec'): Result<VirtualRouterSpec | undefined> {
  return checkShape<VirtualRouterSpec>(virtualRouterSpec, input, path);
}
