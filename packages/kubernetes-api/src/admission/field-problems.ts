import { jsonEqual } from '@mesh-workshop/json';
import type { FieldProblem } from '../resources/resource-definition.ts';

/** A value that breaks a rule. */
export function invalidField(path: string, value: unknown, message: string): FieldProblem {
  return { reason: 'Invalid', path, value, message };
}

/** A member that has to be there. */
export function requiredField(path: string, message = ''): FieldProblem {
  return { reason: 'Required', path, message };
}

/** A value outside of a fixed list. */
function unsupportedField(path: string, value: unknown, supported: readonly string[]): FieldProblem {
  return {
    reason: 'NotSupported',
    path,
    value,
    message: `supported values: ${supported.map((it) => JSON.stringify(it)).join(', ')}`,
  };
}

/** One problem when a present value is not one of the supported ones. */
export function checkOneOf(
  path: string,
  value: unknown,
  supported: readonly string[],
): readonly FieldProblem[] {
  return value === undefined || supported.includes(String(value))
    ? []
    : [unsupportedField(path, value, supported)];
}

/** One problem when a present number is below its minimum. */
export function checkMinimum(
  path: string,
  value: number | undefined,
  minimum: number,
): readonly FieldProblem[] {
  return value === undefined || value >= minimum
    ? []
    : [invalidField(path, value, `must be greater than or equal to ${minimum}`)];
}

/** One problem when a port number is outside of 1 to 65535. */
export function checkPort(path: string, value: unknown): readonly FieldProblem[] {
  if (value === undefined) return [requiredField(path)];
  return typeof value === 'number' && value >= 1 && value <= 65_535
    ? []
    : [invalidField(path, value, 'must be between 1 and 65535, inclusive')];
}

/** One problem when a member that may not change did. */
export function checkImmutable(
  path: string,
  value: unknown,
  previous: unknown,
  hasPrevious: boolean,
): readonly FieldProblem[] {
  return !hasPrevious || jsonEqual(value, previous) ? [] : [invalidField(path, value, 'field is immutable')];
}
