import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../repository.ts';
import { launchChromium } from './chromium.ts';
import { countAnswers, openColorPage } from './color-page.ts';

/**
 * Takes the pictures of the page in docs/pictures while the mesh shifts from red to blue, in light and dark. Needs a Chromium, and the environment that
 * `./workshop run color` leaves running; it leaves the route as the tutorial does.
 */
const SHIFT = [
  { name: 'red', route: 'virtual-service/color-router.yaml' },
  { name: 'split', route: 'routes/split.yaml' },
  { name: 'blue', route: 'routes/blue.yaml' },
] as const;
const ANSWERS = 60;
const VIEWPORT = { width: 1440, height: 900 };

const run = (script: string) =>
  execFileSync('bash', ['-c', `set -e; eval "$(./workshop env)"; ${script}`], {
    cwd: ROOT,
    encoding: 'utf8',
  });
const url = run('./workshop url color-gateway -n color').trim();
const browser = await launchChromium();
run(`kubectl apply --filename mesh/color/${SHIFT[0].route}`);
const open = (colorScheme: 'light' | 'dark') =>
  openColorPage(browser, `${url}/?every=250&last=100`, { colorScheme, viewport: VIEWPORT });
const pages = { light: await open('light'), dark: await open('dark') };
for (const { name, route } of SHIFT) {
  run(`kubectl apply --filename mesh/color/${route}`);
  const before = await countAnswers(pages.light.page);
  while ((await countAnswers(pages.light.page)) < Math.min(before + ANSWERS / 2, 100)) await pause(500);
  for (const [scheme, { page }] of Object.entries(pages)) {
    const path = join(ROOT, `docs/pictures/color-${name}-${scheme}.png`);
    await page.screenshot({ path });
    process.stdout.write(`${path}\n`);
  }
}
run('kubectl apply --filename mesh/color/routes/by-header.yaml');
await browser.close();
