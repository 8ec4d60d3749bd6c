import type { LabelRequirement } from './label-selector.ts';

const KEY = '[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?';
const SET_TERM = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EQUALITY_TERM = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)$`);
const EXISTS_TERM = new RegExp(`^(!?)\\s*(${KEY})$`);

/** The requirements that a text asks for, or the first term that is none. */
export type LabelQuery =
  | { readonly requirements: readonly LabelRequirement[] }
  | { readonly malformedTerm: string };

/** Reads what stands behind `kubectl -l`: `app=product,env in (a,b),!legacy`. An empty text asks for nothing. */
export function parseLabelQuery(text: string): LabelQuery {
  const requirements: LabelRequirement[] = [];
  for (const term of splitTerms(text)) {
    const requirement = parseTerm(term);
    if (requirement === undefined) return { malformedTerm: term };
    requirements.push(requirement);
  }
  return { requirements };
}

/** Splits at commas outside of parentheses. */
function splitTerms(text: string): readonly string[] {
  return text
    .split(/,(?![^()]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
}

function parseTerm(term: string): LabelRequirement | undefined {
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
  return undefined;
}
