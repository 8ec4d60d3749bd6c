import { type LabelSelector, labelRequirements } from './label-selector.ts';

/** A selector as kubectl shows it, `app=product,env in (a,b)`; empty when it has no condition, or is none. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  return labelRequirements(selector ?? {})
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      if (values.length === 1) return `${key}${operator === 'In' ? '=' : '!='}${values[0]}`;
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
    })
    .join(',');
}
