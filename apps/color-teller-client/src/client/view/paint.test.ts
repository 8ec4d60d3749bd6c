import colorNames from 'color-name';
import { expect, test } from 'vitest';
import { paintOf } from './paint.ts';

test('writes black on light colors and white on dark ones', () => {
  expect(paintOf('yellow')).toEqual({ background: 'yellow', ink: '#000' });
  expect(paintOf('navy')).toEqual({ background: 'navy', ink: '#fff' });
});

test('knows every color name of CSS, in any case', () => {
  expect(Object.keys(colorNames)).toHaveLength(148);
  for (const name of Object.keys(colorNames)) expect(paintOf(name.toUpperCase()), name).toBeDefined();
});

test('does not take for a color what is none', () => {
  for (const text of ['', 'blurple', 'transparent', '#f00', 'constructor', 'url(x)'])
    expect(paintOf(text), text).toBeUndefined();
});
