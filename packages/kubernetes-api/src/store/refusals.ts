import type { KindRef } from '../objects/kubernetes-object.ts';
import type { FieldProblem, ResourceDefinition } from '../resources/resource-definition.ts';
import { qualifiedPlural } from '../resources/resource-registry.ts';
import { ApiError, type StatusCause } from './api-error.ts';

function about(ref: KindRef, name: string) {
  return { name, ...(ref.group === '' ? {} : { group: ref.group }), kind: ref.plural };
}

/** 404 for an object. */
export function notFound(ref: KindRef, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualifiedPlural(ref)} "${name}" not found`, about(ref, name));
}

/** 404 for a path or kind that is not served. The details are there, though empty: kubectl debug reads them unasked. */
export function unknownResource(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 409 for a name that is taken. */
export function alreadyExists(ref: KindRef, name: string): ApiError {
  return new ApiError(
    409,
    'AlreadyExists',
    `${qualifiedPlural(ref)} "${name}" already exists`,
    about(ref, name),
  );
}

/** 409 for a write based on an older version. */
export function conflict(
  ref: KindRef,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): ApiError {
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedPlural(ref)} "${name}": ${why}`,
    about(ref, name),
  );
}

/** 400 */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

/** 403 for an object that is in a state that does not allow this. */
export function forbidden(ref: KindRef, name: string, why: string): ApiError {
  return new ApiError(
    403,
    'Forbidden',
    `${qualifiedPlural(ref)} "${name}" is forbidden: ${why}`,
    about(ref, name),
  );
}

/** 405 */
export function methodNotAllowed(what: string): ApiError {
  return new ApiError(405, 'MethodNotAllowed', what);
}

/** 410: what the client wants to continue from is no longer remembered. */
export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

function formatProblem(problem: FieldProblem): string {
  const value = JSON.stringify(problem.value ?? null);
  switch (problem.reason) {
    case 'Required':
      return `Required value${problem.message === '' ? '' : `: ${problem.message}`}`;
    case 'Duplicate':
      return `Duplicate value: ${value}`;
    case 'NotSupported':
      return `Unsupported value: ${value}: ${problem.message}`;
    case 'Forbidden':
      return `Forbidden: ${problem.message}`;
    case 'Invalid':
      return `Invalid value: ${value}: ${problem.message}`;
  }
}

/** 422 naming every violation. */
export function invalid(
  definition: ResourceDefinition,
  name: string,
  problems: readonly FieldProblem[],
): ApiError {
  const causes = problems.map(
    (it): StatusCause => ({
      reason: `FieldValue${it.reason}`,
      message: formatProblem(it),
      field: it.path,
    }),
  );
  const texts = causes.map((it) => `${it.field}: ${it.message}`);
  const kind = definition.group === '' ? definition.kind : `${definition.kind}.${definition.group}`;
  return new ApiError(
    422,
    'Invalid',
    `${kind} "${name}" is invalid: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`,
    {
      name,
      ...(definition.group === '' ? {} : { group: definition.group }),
      kind: definition.kind,
      causes,
    },
  );
}
