import type { Variable } from '@mesh-workshop/service-kit';
import colorNames from 'color-name';

/** The color the service tells: any of CSS, by its name, so that every page can paint it. */
export const color: Variable<string> = {
  name: 'COLOR',
  about: 'the color the service tells',
  allowed: `one of the ${Object.keys(colorNames).length} color names of CSS, such as red, blue or rebeccapurple`,
  default: 'red',
  // CSS does not care about case; what is told is always the same text.
  parse: (text) => (Object.hasOwn(colorNames, text.toLowerCase()) ? text.toLowerCase() : undefined),
};
