import type { Problem, ProblemCode } from '@mesh-workshop/appmesh';

/**
 * Something that is wrong with a document. Besides the problems of the pure stages:
 * - `unreadable-file`: a file cannot be read, or is no YAML
 * - `defined-by-api`: a document defines a resource that was made through the App Mesh API, which has it
 */
export type SourceProblem = Problem<ProblemCode | 'unreadable-file' | 'defined-by-api'>;
