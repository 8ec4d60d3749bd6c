import { boolean, integer, list, required, string, structure, union } from '../shape/shape.ts';

const headerValue = string({ min: 1, max: 255 });
const headerName = string({ min: 1, max: 50 });

/** Shapes of header matches (http) and metadata matches (gRPC): the same under two names. */
export function headerMatches(itemName: string, matchName: string) {
  return list(
    structure(itemName, {
      invert: boolean(),
      match: union(matchName, {
        exact: headerValue,
        prefix: headerValue,
        range: structure('MatchRange', { end: required(integer()), start: required(integer()) }),
        regex: headerValue,
        suffix: headerValue,
      }),
      name: required(headerName),
    }),
    { min: 1, max: 10 },
  );
}
