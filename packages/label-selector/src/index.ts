export { formatLabelSelector } from './format-label-selector.ts';
export {
  fulfilsRequirements,
  type LabelRequirement,
  type LabelSelector,
  type Labels,
  labelRequirements,
  SELECTOR_OPERATORS,
} from './label-selector.ts';
export { type LabelQuery, parseLabelQuery } from './parse-label-query.ts';
