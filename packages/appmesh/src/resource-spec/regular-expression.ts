import { string } from '../shape/shape.ts';
import { re2Problem } from './re2-syntax.ts';

/** A regular expression in RE2's syntax, which has to match the whole text. Envoy would refuse a whole route table for a bad one. */
export const regularExpression = string({
  min: 1,
  max: 255,
  check: re2Problem,
});
