import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { type Infer, required, structure, union } from '../shape/shape.ts';
import { resourceName } from './resource-names.ts';

export const virtualServiceSpec = structure('VirtualServiceSpec', {
  provider: union('VirtualServiceProvider', {
    virtualNode: structure('VirtualNodeServiceProvider', { virtualNodeName: required(resourceName) }),
    virtualRouter: structure('VirtualRouterServiceProvider', { virtualRouterName: required(resourceName) }),
  }),
});

/** `spec` of a virtual service. Without a provider every request to it is answered with 404. */
export type VirtualServiceSpec = Infer<typeof virtualServiceSpec>;

/** Reads the `spec` of a virtual service. The value is absent when a problem is an error. */
export function parseVirtualServiceSpec(
  input: unknown,
  path = 'spec',
): Result<VirtualServiceSpec | undefined> {
  return checkShape<VirtualServiceSpec>(virtualServiceSpec, input, path);
}
