import { useEffect } from 'react';
import { paintOf } from './paint.ts';

const TITLE = 'color teller';

/** Puts the color into the title, for a tab in the background, and into the bar that phones have around a page. */
export function usePageColor(color: string | undefined): void {
  useEffect(() => {
    document.title = color === undefined ? TITLE : `${color} - ${TITLE}`;
    const surface = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
    const paint = color === undefined ? undefined : paintOf(color);
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', paint?.background ?? surface);
  }, [color]);
}
