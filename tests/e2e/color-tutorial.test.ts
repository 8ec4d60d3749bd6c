import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../apps/workshop/src/tutorial/summary/summary.ts';
import { CHROMIUM, launchChromium } from './chromium.ts';
import {
  bannerName,
  countAnswers,
  findAccessibilityProblems,
  measureHeap,
  openColorPage,
  readShares,
} from './color-page.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

const MINUTE = 60_000;
const ARRIVES = { timeout: MINUTE };

let workshop: Workshop;
let summary: RunSummary;
let url: string;
beforeAll(async () => {
  workshop = await createWorkshop();
  const file = path.join(workshop.scratch, 'summary.json');
  const run = await workshop.run('./workshop', ['run', 'color', '--json', file]);
  expect({ exitCode: run.exitCode, ...(run.exitCode === 0 ? {} : run) }).toEqual({ exitCode: 0 });
  expect(run.stdout + run.stderr).toContain('open the page:');
  summary = JSON.parse(await readFile(file, 'utf8')) as RunSummary;
  url = (await workshop.shell('./workshop url color-gateway -n color')).trim();
}, 15 * MINUTE);
afterAll(() => workshop.remove(), MINUTE);

const route = (file: string) => workshop.shell(`kubectl apply --filename mesh/color/${file}`);

describe('the color tutorial, end to end', () => {
  it('runs from one command, every step checked', () => {
    expect(summary.problems).toEqual([]);
    expect(summary.steps).toHaveLength(14);
    expect(summary.steps.every((step) => step.passed)).toBe(true);
  });

  it('loses no question at the gateway, while pods are replaced and scaled and routes change', () => {
    expect(summary.load).toMatchObject({ failed: 0, failures: [] });
    expect(summary.load?.sent).toBeGreaterThanOrEqual(1000);
    const titles = summary.steps.flatMap((step) => step.checks.map((check) => check.title));
    expect(titles.filter((title) => title.endsWith('loses no request'))).toHaveLength(2);
  });

  it('measures the share that fails on purpose', () => {
    const release = summary.steps.find((step) => step.file === '13-release-orange.sh');
    const [failing] = release?.checks.flatMap((check) => check.measurement ?? []) ?? [];
    expect(failing).toMatchObject({ expected: { answered: 90, failed: 10 }, requests: 2000 });
  });
});

describe.skipIf(CHROMIUM === undefined)('its page in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    await route('virtual-service/color-router.yaml');
  });
  afterAll(() => browser.close());

  it.each(['light', 'dark'] as const)(
    'shows the color, its name and the version, in %s, and axe-core finds nothing',
    async (colorScheme) => {
      const { page, errors, strangers, close } = await openColorPage(browser, `${url}/?every=250`, {
        colorScheme,
      });
      await expect.poll(() => bannerName(page), ARRIVES).toBe('red');
      await expect.poll(() => page.locator('.banner__version').textContent(), ARRIVES).toBe('client v1');
      const banner = page.locator('.banner');
      await expect
        .poll(() => banner.evaluate((element) => getComputedStyle(element).backgroundColor), ARRIVES)
        .toBe('rgb(255, 0, 0)');
      expect(await findAccessibilityProblems(page)).toEqual([]);
      expect({ errors, strangers }).toEqual({ errors: [], strangers: [] });
      await close();
    },
  );

  it('changes its color without being loaded again, and its shares are those of a loop of requests', async () => {
    const { page, errors, close } = await openColorPage(browser, `${url}/?every=250&last=100`);
    await expect.poll(() => bannerName(page), ARRIVES).toBe('red');
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await route('routes/blue.yaml');
    await expect.poll(() => bannerName(page), ARRIVES).toBe('blue');
    await route('routes/split.yaml');
    await expect.poll(() => bannerName(page), ARRIVES).toBe('red');
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(() => countAnswers(page), { timeout: 3 * MINUTE }).toBe(100);
    const loop = await workshop.shell(
      `curl --silent "${url}/gateway/color?[1-500]" | grep --only-matching '"color":"red"' | wc -l`,
    );
    // Three standard deviations of a hundred answers.
    expect(Math.abs(((await readShares(page)).red ?? 0) - Number(loop) / 5)).toBeLessThanOrEqual(15);
    expect({ loads, errors }).toEqual({ loads: 0, errors: [] });
    await close();
  });

  it('asks with the cookie of its switch, which a route looks at', async () => {
    await route('routes/by-cookie.yaml');
    const { page, errors, close } = await openColorPage(browser, `${url}/?every=250`);
    await expect.poll(() => bannerName(page), ARRIVES).toBe('blue');
    await page.getByRole('checkbox', { name: 'audience=beta' }).check();
    await expect.poll(() => bannerName(page), ARRIVES).toBe('green');
    await page.getByRole('checkbox', { name: 'audience=beta' }).uncheck();
    await expect.poll(() => bannerName(page), ARRIVES).toBe('blue');
    expect(errors).toEqual([]);
    await close();
  });

  it('says an outage in words, and recovers by itself', async () => {
    await route('routes/blue.yaml');
    const { page, close } = await openColorPage(browser, `${url}/?every=250`);
    await expect.poll(() => bannerName(page), ARRIVES).toBe('blue');
    await workshop.shell('kubectl scale deployment/color-teller-backend-blue --replicas=0 -n color');
    await expect.poll(() => bannerName(page), ARRIVES).toBe('no answer');
    await expect
      .poll(() => page.locator('.banner__detail').textContent(), ARRIVES)
      .toMatch(/^backend: answered 503.*Asked again after/);
    expect(await findAccessibilityProblems(page)).toEqual([]);
    await workshop.shell('kubectl scale deployment/color-teller-backend-blue --replicas=1 -n color');
    await expect.poll(() => bannerName(page), { timeout: 2 * MINUTE }).toBe('blue');
    await close();
  });

  it('keeps its heap within 110 % while it polls for an hour, which passes quickly', async () => {
    const { page, errors, close } = await openColorPage(browser, `${url}/?every=1000&last=500`);
    // An hour of waiting takes seconds: only the waits between two questions are shorter, the questions are real.
    await page.addInitScript(() => {
      const wait = globalThis.setTimeout;
      const counted = globalThis as unknown as { waits: number };
      counted.waits = 0;
      globalThis.setTimeout = ((act: () => void, ms = 0) => {
        if (ms === 1_000) counted.waits += 1;
        return wait(act, ms / 1_000);
      }) as typeof setTimeout;
    });
    await page.reload();
    const asked = () => page.evaluate(() => (globalThis as unknown as { waits: number }).waits);
    // The history is full, everything has been drawn in every way there is, and the engine has compiled what it will compile.
    const WARM = 1_200;
    await expect.poll(asked, { timeout: 5 * MINUTE }).toBeGreaterThan(WARM);
    const before = await measureHeap(page);
    await expect.poll(asked, { timeout: 10 * MINUTE }).toBeGreaterThan(WARM + 3_600);
    // One look may find what the page of this moment has not let go of yet; what is leaked never goes.
    await expect
      .poll(async () => (await measureHeap(page)) / before, { timeout: MINUTE })
      .toBeLessThanOrEqual(1.1);
    expect(errors).toEqual([]);
    await close();
  });
});

it(
  'cleans up after itself',
  async () => {
    for (const step of ['96-delete-gateway', '97-delete-deployments', '98-delete-mesh'])
      await workshop.shell(`scripts/color/${step}.sh`);
    expect(
      await workshop.shell(
        'kubectl get meshes --output name; kubectl get namespace color --ignore-not-found',
      ),
    ).toBe('');
  },
  5 * MINUTE,
);
