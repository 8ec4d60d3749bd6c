import colorNames from 'color-name';

/** How a color is put on the page. */
export interface Paint {
  readonly background: string;
  /** What can be read on it: the better of black and white has a contrast of 4.58 at least, on any color there is. */
  readonly ink: '#000' | '#fff';
}

type ColorName = keyof typeof colorNames;

/** The paint of a color name of CSS; undefined when the text is none. */
export function paintOf(color: string): Paint | undefined {
  const name = color.toLowerCase();
  if (!Object.hasOwn(colorNames, name)) return undefined;
  const luminance = luminanceOf(colorNames[name as ColorName]);
  // The contrast of two luminances is (lighter + 0.05) / (darker + 0.05).
  const isDark = 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05;
  return { background: name, ink: isDark ? '#fff' : '#000' };
}

/** Relative luminance as WCAG 2 defines it, 0 to 1. */
function luminanceOf(channels: readonly [number, number, number]): number {
  const [red, green, blue] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
