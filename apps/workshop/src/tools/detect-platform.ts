import type { Platform } from './pins.ts';

/** The platform this program runs on. */
export function detectPlatform(): Platform {
  return `${process.platform}-${process.arch}`;
}
