import { formatLabelSelector, type LabelSelector } from '@mesh-workshop/label-selector';

/** A selector in messages: as kubectl shows it, `everything` if it has no condition. */
export function describeSelector(selector: LabelSelector): string {
  return formatLabelSelector(selector) || 'everything';
}
