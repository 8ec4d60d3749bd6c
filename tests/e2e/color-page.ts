/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** The page of the color tutorial in a browser, and what the browser had to complain about. */
export interface OpenPage {
  readonly page: Page;
  /** Errors on the console and uncaught ones. */
  readonly errors: readonly string[];
  /** Requests to any other host. */
  readonly strangers: readonly string[];
  close(): Promise<void>;
}

/** Opens the page at an address, which includes its settings. */
export async function openColorPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(url).host) strangers.push(request.url());
  });
  await page.goto(url);
  return { page, errors, strangers, close: () => context.close() };
}

/** What stands in the banner. */
export function bannerName(page: Page): Promise<string | null> {
  return page.locator('.banner__name').textContent();
}

/** What axe-core finds, one line a rule; evaluated, as the page's policy lets no script tag in. */
export async function findAccessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
  });
  return found;
}

/** The shares on the page, in percent: `{ red: 48, blue: 52 }`. */
export async function readShares(page: Page): Promise<Readonly<Record<string, number>>> {
  const rows = await page
    .locator('.share')
    .evaluateAll((items) =>
      items.map((item) => [
        item.querySelector('.share__name')?.textContent ?? '',
        Number.parseInt(item.querySelector('.share__percent')?.textContent ?? '', 10),
      ]),
    );
  return Object.fromEntries(rows);
}

/** How many answers the page has counted in its window. */
export async function countAnswers(page: Page): Promise<number> {
  const note = (await page.locator('.shares .panel__note').textContent()) ?? '';
  return Number(note.match(/\d+/)?.[0]);
}

/**
 * The bytes that JavaScript uses once the garbage is gone: the least of several looks, as a single collection leaves up to a tenth of them behind.
 */
export async function measureHeap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const looks: number[] = [];
  for (let look = 0; look < 8; look += 1) {
    await session.send('HeapProfiler.collectGarbage');
    looks.push((await session.send('Runtime.getHeapUsage')).usedSize);
  }
  await session.detach();
  return Math.min(...looks);
}
