import type { Problem, ProblemCode, Result } from '@mesh-workshop/appmesh';
import { isJsonObject } from '@mesh-workshop/json';
import {
  type LabelRequirement,
  type LabelSelector,
  type Labels,
  SELECTOR_OPERATORS,
} from '@mesh-workshop/label-selector';

const KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Reads a selector. The value is absent when there is none, or when a problem was found. */
export function parseLabelSelector(input: unknown, path: string): Result<LabelSelector | undefined> {
  if (input === undefined || input === null) return { value: undefined, problems: [] };
  const problems: Problem[] = [];
  const report = (at: string, code: ProblemCode, message: string) => {
    problems.push({ severity: 'error', code, path: at, message: `${at} ${message}.` });
  };
  if (!isJsonObject(input)) {
    report(path, 'wrong-type', 'must be an object (LabelSelector) with matchLabels, matchExpressions');
    return { value: undefined, problems };
  }
  for (const member of Object.keys(input)) {
    if (member === 'matchLabels' || member === 'matchExpressions') continue;
    const allowed = 'allowed: matchLabels, matchExpressions';
    report(`${path}.${member}`, 'unknown-member', `is not a member of LabelSelector; ${allowed}`);
  }
  const matchLabels = parseMatchLabels(input.matchLabels ?? {}, `${path}.matchLabels`, report);
  const expressions = input.matchExpressions ?? [];
  if (!Array.isArray(expressions)) report(`${path}.matchExpressions`, 'wrong-type', 'must be a list');
  const matchExpressions = (Array.isArray(expressions) ? expressions : []).map((expression, index) =>
    parseExpression(expression, `${path}.matchExpressions[${index}]`, report),
  );
  if (problems.length > 0) return { value: undefined, problems };
  return { value: { matchLabels, matchExpressions }, problems };
}

type Report = (path: string, code: ProblemCode, message: string) => void;

function parseMatchLabels(input: unknown, path: string, report: Report): Labels {
  if (!isJsonObject(input)) {
    report(path, 'wrong-type', 'must be an object of labels');
    return {};
  }
  for (const [key, value] of Object.entries(input)) {
    checkKey(key, `${path}.${key}`, report);
    checkValue(value, `${path}.${key}`, report);
  }
  return input as Labels;
}

function parseExpression(input: unknown, path: string, report: Report): LabelRequirement {
  const { key, operator, values = [] } = isJsonObject(input) ? input : {};
  if (typeof key === 'string') checkKey(key, `${path}.key`, report);
  else report(`${path}.key`, 'missing-member', 'is required, and is a string');
  if (!SELECTOR_OPERATORS.includes(operator as LabelRequirement['operator'])) {
    report(
      `${path}.operator`,
      'value-not-allowed',
      `is ${JSON.stringify(operator)}; allowed: ${SELECTOR_OPERATORS.join(', ')}`,
    );
  }
  if (!Array.isArray(values)) {
    report(`${path}.values`, 'wrong-type', 'must be a list');
    return { key: '', operator: 'In', values: [] };
  }
  values.forEach((value, index) => {
    checkValue(value, `${path}.values[${index}]`, report);
  });
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0) {
    report(`${path}.values`, 'wrong-size', `has 0 items; operator ${operator} needs at least 1`);
  }
  if (!takesValues && values.length > 0) {
    report(`${path}.values`, 'wrong-size', `has ${values.length} items; operator ${operator} takes none`);
  }
  return { key: String(key), operator: operator as LabelRequirement['operator'], values };
}

function checkKey(key: string, path: string, report: Report): void {
  if (KEY.test(key)) return;
  report(
    path,
    'pattern-mismatch',
    'must be a label key: letters, digits, "-", "_", ".", and a domain before "/"',
  );
}

function checkValue(value: unknown, path: string, report: Report): void {
  if (typeof value !== 'string') {
    report(path, 'wrong-type', `must be a string, not ${JSON.stringify(value)}; put it in quotes`);
  } else if (!VALUE.test(value)) {
    report(path, 'pattern-mismatch', 'must be a label value: at most 63 letters, digits, "-", "_", "."');
  }
}
