import type { ProblemCode } from './problem-codes.ts';

/** Something that is wrong with a document, a resource or the mesh: data, to be collected, shown and counted. */
export interface Problem {
  /** An error disables what it is about; a warning only says what will surprise. */
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  /** Id of the resource (`resourceId`), absent where only a document is known yet. */
  readonly resource?: string;
  /** Member path within the resource, as `spec.listeners[0].portMapping.port`. */
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
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
