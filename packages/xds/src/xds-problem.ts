import type { EncodingProblem } from './encoding/find-encoding-problems.ts';
import type { ResourceTypeName } from './resource-set.ts';

/** An {@link EncodingProblem} or another one of a resource, with the resource: why it cannot be published. */
export interface XdsProblem extends EncodingProblem {
  readonly type: ResourceTypeName;
  /** Key of the resource in its set. */
  readonly name: string;
}
