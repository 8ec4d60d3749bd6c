import type { ProblemCode } from './problem-codes.ts';

/** Names one Kubernetes object. */
export interface ObjectReference {
  /** With group and version, `appmesh.k8s.aws/v1beta2`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for a mesh, which belongs to the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
}

/**
 * Something that is wrong with a document, a resource or the mesh: data, to be collected, shown and counted. Whoever finds more kinds of
 * things than this package does adds its codes: `Problem<ProblemCode | 'unreadable-file'>`.
 */
export interface Problem<Code extends string = ProblemCode> {
  /** An error disables what it is about; a warning only says what will surprise. */
  readonly severity: 'error' | 'warning';
  readonly code: Code;
  /** Id of the resource (`resourceId`), absent where only a document is known yet. */
  readonly resource?: string;
  /** The Kubernetes object whose document it is in; absent where that does not even say what it is, and where there is none. */
  readonly object?: ObjectReference;
  /** Where that document was read from. */
  readonly file?: string;
  /** From 1: the member's line, or the line of the nearest member around it. */
  readonly line?: number;
  /** Member path within the resource, or the document as the user wrote it: `spec.listeners[0].portMapping.port`. */
  readonly path: string;
  /** A whole sentence for people: what is wrong, the value, what is allowed. */
  readonly message: string;
}

/** What a pure stage returns: its value, and everything that it found on the way. */
export interface Result<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** True when at least one problem is an error. */
export function hasErrors(problems: readonly Pick<Problem, 'severity'>[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
