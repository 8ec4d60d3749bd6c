import type { LabelSelector } from '../objects/kubernetes-object.ts';
import { badRequest } from './refusals.ts';

/** One condition on an object's labels. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

const KEY = '[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?';
const SET_TERM = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EQUALITY_TERM = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)$`);
const EXISTS_TERM = new RegExp(`^(!?)\\s*(${KEY})$`);

/** Splits at commas outside of parentheses. */
function splitTerms(text: string): readonly string[] {
  return text
    .split(/,(?![^()]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
}

function parseTerm(term: string): LabelRequirement {
  const set = SET_TERM.exec(term);
  if (set) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values };
  }
  const equality = EQUALITY_TERM.exec(term);
  if (equality) {
    return {
      key: equality[1] ?? '',
      operator: equality[2] === '!=' ? 'NotIn' : 'In',
      values: [equality[3] ?? ''],
    };
  }
  const exists = EXISTS_TERM.exec(term);
  if (exists) {
    return { key: exists[2] ?? '', operator: exists[1] === '!' ? 'DoesNotExist' : 'Exists', values: [] };
  }
  throw badRequest(
    `unable to parse label selector requirement "${term}": use key=value, key!=value, key in (a,b), key notin (a,b), key or !key`,
  );
}

/** Parses kubectl's selector syntax. Throws BadRequest naming the term that is wrong. */
export function parseLabelSelector(text: string): readonly LabelRequirement[] {
  return splitTerms(text).map(parseTerm);
}

/** The requirements of a selector object. */
export function labelRequirements(selector: LabelSelector): readonly LabelRequirement[] {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]): LabelRequirement => ({ key, operator: 'In', values: [value] }),
    ),
    ...(selector.matchExpressions ?? []).map((it) => ({ ...it, values: it.values ?? [] })),
  ];
}

function fulfils(value: string | undefined, { operator, values }: LabelRequirement): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** Whether the labels fulfil all requirements. */
export function matchesLabels(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return requirements.every((requirement) => fulfils(labels[requirement.key], requirement));
}

/** The selector as kubectl writes it: `app=product,env in (a,b)`. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  return labelRequirements(selector ?? {})
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      if (operator === 'In' && values.length === 1) return `${key}=${values[0]}`;
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
    })
    .join(',');
}
