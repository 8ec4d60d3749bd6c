import type { ObjectReference, Problem } from '@mesh-workshop/appmesh';
import type { KubernetesDocument } from './kubernetes-document.ts';
import { originalPath, parentPath, type Renames } from './member-path.ts';

/** What a problem is about, and how its path leads back into the document. */
export interface ProblemSubject {
  readonly reference?: ObjectReference;
  readonly document: KubernetesDocument;
  /** Conversions that led away from the document, the last one first. */
  readonly renames: readonly Renames[];
}

/** A problem of a converted document as one of the document itself: with its path, file and line. */
export function documentProblem<Code extends string>(
  subject: ProblemSubject,
  problem: Problem<Code>,
): Problem<Code> {
  const { reference, document, renames } = subject;
  const path = renames.reduce((at, conversion) => originalPath(conversion, at), problem.path);
  const line = lineOf(document, path);
  return {
    severity: problem.severity,
    code: problem.code,
    ...(problem.resource === undefined ? {} : { resource: problem.resource }),
    ...(reference === undefined ? {} : { object: reference }),
    path,
    // Messages begin with the path that they are about.
    message: problem.path === '' ? problem.message : problem.message.replace(problem.path, () => path),
    ...(document.source === undefined ? {} : { file: document.source.file }),
    ...(line === undefined ? {} : { line }),
  };
}

/** The line of a member, or of the nearest one around it: what is missing has no line of its own. */
function lineOf({ source }: KubernetesDocument, path: string): number | undefined {
  for (let around = path; source !== undefined && around !== ''; around = parentPath(around)) {
    const line = source.lineOf(around);
    if (line !== undefined) return line;
  }
  return source?.lineOf('');
}

/** One order for the same problems, however the documents came; each problem once. */
export function orderProblems(problems: readonly Problem[]): readonly Problem[] {
  const keyed = new Map(problems.map((problem) => [sortKey(problem), problem]));
  return [...keyed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem);
}

function sortKey({ object, file, line, path, code, message }: Problem): string {
  const { kind = '', namespace = '', name = '', apiVersion = '' } = object ?? {};
  const place = String(line ?? 0).padStart(8, '0');
  return JSON.stringify([kind, namespace, name, apiVersion, file ?? '', place, path, code, message]);
}
