import { type Browser, chromium } from 'playwright-core';
import { findTool } from '../find-tool.ts';

/** A real Chromium of this machine, by any of the names it has; undefined when there is none. */
export const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  .map((name) => findTool(name, 'CHROMIUM_BIN'))
  .find((found) => found !== undefined);

/** Headless, without what a browser does for itself: nothing of this may reach another host. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM ?? 'chromium',
    args: [
      // Chromium refuses its sandbox to root, as whom containers run tests.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
