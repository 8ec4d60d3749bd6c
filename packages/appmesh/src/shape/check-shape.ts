import type { Problem, Result } from '../problem.ts';
import { hasErrors } from '../problem.ts';
import type { ProblemCode } from '../problem-codes.ts';
import type {
  EnumerationShape,
  IntegerShape,
  ListShape,
  Rule,
  Shape,
  StringShape,
  StructureShape,
} from './shape.ts';

/** Where the check is, and where it puts what it finds. */
interface Position {
  readonly path: string;
  readonly problems: Problem[];
  /** Below an unsupported member one refusal is enough. */
  readonly belowUnsupported: boolean;
}

/**
 * The one interpreter of shapes. Finds every violation of a document, each with its path, value and what is allowed; never
 * throws. The value is a copy without `null` members (the API's JSON reads them as absent), and absent if there is an error.
 */
export function checkShape<T>(shape: Shape, input: unknown, path: string): Result<T | undefined> {
  const problems: Problem[] = [];
  const value = check(shape, input, { path, problems, belowUnsupported: false });
  return { value: hasErrors(problems) ? undefined : (value as T), problems };
}

function check(shape: Shape, input: unknown, at: Position): unknown {
  switch (shape.kind) {
    case 'structure':
      return checkStructure(shape, input, at);
    case 'list':
      return checkList(shape, input, at);
    case 'enumeration':
      return checkEnumeration(shape, input, at);
    case 'string':
      return checkString(shape, input, at);
    case 'integer':
      return checkInteger(shape, input, at);
    case 'boolean':
      if (typeof input !== 'boolean') reportType(at, 'true or false', input);
      return input;
    case 'unsupported':
      reportUnsupported(at, '');
      return check(shape.shape, input, { ...at, belowUnsupported: true });
  }
}

function checkStructure(shape: StructureShape, input: unknown, at: Position): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return reportType(at, `an object (${shape.name})`, input);
  }
  const found = at.problems.length;
  const document = new Map(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  );
  const value: Record<string, unknown> = {};
  for (const [name, given] of document) {
    const member = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    const position = { ...at, path: `${at.path}.${name}` };
    if (member === undefined) {
      const allowed = Object.keys(shape.members).join(', ');
      report(position, 'unknown-member', `is not a member of ${shape.name}; allowed: ${allowed}`);
    } else {
      value[name] = check(member.kind === 'required' ? member.shape : member, given, position);
    }
  }
  for (const [name, member] of Object.entries(shape.members)) {
    if (member.kind === 'required' && !document.has(name)) {
      report({ ...at, path: `${at.path}.${name}` }, 'missing-member', 'is required');
    }
  }
  checkCounts(shape, document, at);
  if (at.problems.length === found) checkRules(shape, value, at);
  return value;
}

function checkCounts(shape: StructureShape, document: ReadonlyMap<string, unknown>, at: Position): void {
  for (const { members, atLeast, atMost } of shape.counts) {
    const set = members.filter((name) => document.has(name));
    if (set.length >= atLeast && set.length <= atMost) continue;
    const wanted = atLeast === atMost ? 'exactly one' : 'at most one';
    const has = set.length === 0 ? 'none' : set.join(' and ');
    report(at, 'member-count', `must have ${wanted} of ${members.join(', ')}; it has ${has}`);
  }
}

function checkRules(shape: StructureShape, value: unknown, at: Position): void {
  for (const rule of shape.rules as readonly Rule<unknown>[]) {
    for (const { severity = 'error', code, path, message } of rule(value)) {
      const position = { ...at, path: path === '' ? at.path : `${at.path}.${path}` };
      report(position, code, message, severity);
    }
  }
}

function checkList(shape: ListShape, input: unknown, at: Position): unknown {
  if (!Array.isArray(input)) return reportType(at, 'a list', input);
  if (input.length < (shape.min ?? 0) || input.length > (shape.max ?? Number.POSITIVE_INFINITY)) {
    report(at, 'wrong-size', `has ${input.length} items; allowed: ${range(shape)}`);
  }
  return input.map((item, index) => check(shape.item, item, { ...at, path: `${at.path}[${index}]` }));
}

function checkEnumeration(shape: EnumerationShape, input: unknown, at: Position): unknown {
  if (typeof input !== 'string') return reportType(at, `one of ${shape.values.join(', ')}`, input);
  if (!shape.values.includes(input)) {
    report(at, 'value-not-allowed', `is ${quote(input)}; allowed: ${shape.values.join(', ')}`);
  } else if (shape.unsupported.includes(input)) {
    reportUnsupported(at, ` is "${input}", which`);
  }
  return input;
}

function checkString(shape: StringShape, input: unknown, at: Position): unknown {
  if (typeof input !== 'string') return reportType(at, 'a string', input);
  const length = [...input].length;
  if (length < (shape.min ?? 0) || length > (shape.max ?? Number.POSITIVE_INFINITY)) {
    report(at, 'wrong-length', `is ${quote(input)}, ${length} characters; allowed: ${range(shape)}`);
  } else if (shape.pattern !== undefined && !shape.pattern.test(input)) {
    const form = shape.form ?? `must match ${shape.pattern.source}`;
    report(at, 'pattern-mismatch', `is ${quote(input)}; it ${form}`);
  } else {
    const wrong = shape.check?.(input);
    if (wrong !== undefined) report(at, 'value-not-allowed', `is ${quote(input)}; it ${wrong}`);
  }
  return input;
}

function checkInteger(shape: IntegerShape, input: unknown, at: Position): unknown {
  if (typeof input !== 'number' || !Number.isSafeInteger(input))
    return reportType(at, 'a whole number', input);
  if (input < (shape.min ?? Number.NEGATIVE_INFINITY) || input > (shape.max ?? Number.POSITIVE_INFINITY)) {
    report(at, 'out-of-range', `is ${input}; allowed: ${range(shape)}`);
  }
  return input;
}

function report(
  at: Position,
  code: ProblemCode,
  message: string,
  severity: Problem['severity'] = 'error',
): void {
  at.problems.push({ severity, code, path: at.path, message: `${at.path} ${message}.` });
}

function reportType(at: Position, wanted: string, input: unknown): undefined {
  report(at, 'wrong-type', `must be ${wanted}, not ${describe(input)}`);
  return undefined;
}

function reportUnsupported(at: Position, subject: string): void {
  if (at.belowUnsupported) return;
  const message = `${at.path}${subject} is part of the App Mesh API but this control plane does not support it yet.`;
  at.problems.push({ severity: 'error', code: 'unsupported', path: at.path, message });
}

function describe(input: unknown): string {
  if (input === null || input === undefined) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'an object';
  return typeof input === 'string' ? `the string ${quote(input)}` : `the ${typeof input} ${String(input)}`;
}

/** A value as it can stand in a message, cut where it would be longer than the message. */
function quote(input: string): string {
  return JSON.stringify(input.length > 80 ? `${input.slice(0, 80)}...` : input);
}

function range({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return min === max ? `${min}` : `${min} to ${max}`;
  return min === undefined ? `at most ${max}` : `at least ${min}`;
}
