import type { Problem } from '../problem.ts';
import type { Resource } from '../resource/resource.ts';

/** Rules between `resource`, as it is about to be written, and all others. Every problem has the resource's id. */
export function checkAgainstMesh(_resource: Resource, _all: Iterable<Resource>): readonly Problem[] {
  return [];
}
