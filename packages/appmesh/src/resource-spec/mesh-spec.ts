import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { enumeration, type Infer, required, structure } from '../shape/shape.ts';
import { ipPreference } from './ip-preference.ts';

const egressFilter = structure('EgressFilter', {
  type: required(enumeration(['ALLOW_ALL', 'DROP_ALL'])),
});

export const meshSpec = structure('MeshSpec', {
  egressFilter,
  serviceDiscovery: structure('MeshServiceDiscovery', { ipPreference: ipPreference }),
});

/** `spec` of a mesh. Without an egress filter, traffic to what is not a backend is dropped. */
export type MeshSpec = Infer<typeof meshSpec>;

/** Reads the `spec` of a mesh. The value is absent when a problem is an error. */
export function parseMeshSpec(input: unknown, path = 'spec'): Result<MeshSpec | undefined> {
  return checkShape<MeshSpec>(meshSpec, input, path);
}
