import {
  boolean,
  type Infer,
  integer,
  list,
  required,
  string,
  structure,
  union,
  type Violation,
} from '../shape/shape.ts';
import { regularExpression } from './regular-expression.ts';

const headerValue = string({ min: 1, max: 255 });
const int64 = integer();
/** Pseudo-headers (`:path`) included. The API only limits the length; nothing else can be the name of a header. */
const headerName = string({ min: 1, max: 50, pattern: /^:?[!#$%&'*+\-.^_`|~0-9a-zA-Z]+$/ });

const matchRange = structure(
  'MatchRange',
  { end: required(int64), start: required(int64) },
  { rules: [rangeIsNotEmpty] },
);

/** Shapes of header matches (http) and metadata matches (gRPC): the same under two names. */
export function headerMatches(itemName: string, matchName: string) {
  return list(
    structure(itemName, {
      invert: boolean(),
      match: union(matchName, {
        exact: headerValue,
        prefix: headerValue,
        range: matchRange,
        regex: regularExpression,
        suffix: headerValue,
      }),
      name: required(headerName),
    }),
    { min: 1, max: 10 },
  );
}

export type HeaderMatch = Infer<ReturnType<typeof headerMatches>>[number];

function rangeIsNotEmpty(range: { readonly start: number; readonly end: number }): readonly Violation[] {
  if (range.start < range.end) return [];
  const message = `is ${range.end}, so no number is in the range; it must be above start, which is ${range.start}`;
  return [{ code: 'out-of-range', path: 'end', message }];
}
