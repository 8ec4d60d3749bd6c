import type { Result } from '../problem.ts';
import type { Resource } from '../resource/resource.ts';
import type { MeshModel } from './mesh-model.ts';

/**
 * Resolves every name in `resources`. Deterministic: neither value nor problems depend on the order of the resources. What
 * cannot be resolved is a problem and disables only what depends on it.
 */
export function resolveMeshModels(_resources: Iterable<Resource>): Result<ReadonlyMap<string, MeshModel>> {
  return { value: new Map(), problems: [] };
}
