import type { Result } from '../problem.ts';
import type { OwnMembers, SharedMembers } from './resource.ts';
import { memberNames, type ResourceKey } from './resource-key.ts';
import { RESOURCE_KINDS } from './resource-kinds.ts';

/**
 * Reads the spec of the resource that a key names, and says how the resource is made with what all resources have (`meshName`, `owner`,
 * `tags` and, in a store, `metadata`). The value is absent when a problem is an error.
 */
export function parseResource(
  key: ResourceKey,
  spec: unknown,
): Result<(<Base extends SharedMembers>(base: Base) => Base & OwnMembers) | undefined> {
  const { value, problems } = RESOURCE_KINDS[key.kind].parseSpec(spec);
  if (value === undefined) return { value, problems };
  const own = { kind: key.kind, ...memberNames(key), spec: value } as OwnMembers;
  return { value: (base) => ({ ...base, ...own }), problems };
}
