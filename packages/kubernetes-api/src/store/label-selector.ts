import { type LabelRequirement, parseLabelQuery } from '@mesh-workshop/label-selector';
import { badRequest } from './refusals.ts';

/** Reads a `labelSelector` parameter. Throws BadRequest naming the term that is wrong. */
export function parseLabelSelector(text: string): readonly LabelRequirement[] {
  const query = parseLabelQuery(text);
  if ('requirements' in query) return query.requirements;
  throw badRequest(
    `unable to parse label selector requirement "${query.malformedTerm}": use key=value, key!=value, key in (a,b), key notin (a,b), key or !key`,
  );
}
