import { ApiError } from './errors.ts';
import type { Operation } from './operation.ts';
import { API_PREFIX, OPERATIONS } from './operations.ts';

/** An operation, and the labels of the path that led to it. */
export interface FoundOperation {
  readonly operation: Operation;
  readonly labels: Readonly<Record<string, string>>;
}

/** The operation that a method and a path (without query) mean; an `UnknownOperationException` when there is none. */
export function findOperation(method: string, path: string): FoundOperation {
  for (const operation of OPERATIONS) {
    const labels = operation.method === method ? matchPath(operation.path, path) : undefined;
    if (labels) return { operation, labels };
  }
  throw new ApiError('UnknownOperationException', explain(method, path));
}

function explain(method: string, path: string): string {
  const others = OPERATIONS.filter((row) => matchPath(row.path, path) !== undefined).map(
    (row) => `${row.method} (${row.name})`,
  );
  const hint = others.length > 0 ? ` This path has ${others.join(', ')}.` : '';
  return `${method} ${path} is no operation of the App Mesh API.${hint}`;
}

/** Undefined when the path is not of this form. Labels are decoded one by one: `%2F` in a name is no separator. */
function matchPath(template: string, path: string): Record<string, string> | undefined {
  const expected = `${API_PREFIX}${template}`.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== value) return undefined;
    } else if (value === '') return undefined;
    else labels[part.slice(1, -1)] = decodeLabel(value);
  }
  return labels;
}

function decodeLabel(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new ApiError('BadRequestException', `${value} in the path is not percent-encoded correctly.`);
  }
}
