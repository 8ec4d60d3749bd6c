import type { ResourceTypeName } from './resource-set.ts';

/** Why a resource cannot be published. */
export interface XdsProblem {
  readonly type: ResourceTypeName;
  /** Key of the resource in its set. */
  readonly name: string;
  /** Where in the resource, as `filter_chains[0].filters[0].typed_config`; empty for the resource as a whole. */
  readonly path: string;
  /** What is wrong, with the value, and what is allowed. */
  readonly message: string;
}
