import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { watchUrl } from '../../apps/workshop/src/watch/watch-url.ts';
import { drawTerminal, type Frame } from '../pages/terminal-svg.ts';
import { ROOT } from '../repository.ts';

/**
 * Makes docs/pictures/watch.svg: what `./workshop watch` shows while product 1.5 gets a quarter of the requests, and then all of them. Needs an environment
 * (`./workshop up`), and brings it to step 07 of the order tutorial first.
 */
const SECONDS = 24;
const SHIFTS = [
  { at: 5, step: '07-canary-product.sh' },
  { at: 15, step: '08-shift-product.sh' },
];
const SIZE = { columns: 84, rows: 24 };
const FILE = join(ROOT, 'docs/pictures/watch.svg');

const execute = promisify(execFile);
await execute('./workshop', ['reset', 'order', '07'], { cwd: ROOT });
const { stdout } = await execute('./workshop', ['url', 'order'], { cwd: ROOT });

const frames: Frame[] = [];
const startedAt = performance.now();
const output = {
  ...SIZE,
  isTTY: true,
  write(text: string) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: how the screen is cleared before it is drawn anew
    const picture = /\u001b\[0J([\s\S]*)\n$/.exec(text)?.[1];
    const at = Math.floor((performance.now() - startedAt) / 1000);
    if (picture !== undefined && at < SECONDS && frames.at(-1)?.at !== at)
      frames.push({ at, lines: picture.split('\n') });
    return true;
  },
};
const watching = watchUrl(
  new URL(stdout.trim()),
  { intervalMs: 50, forMs: SECONDS * 1000 },
  output,
  new AbortController().signal,
);
for (const { at, step } of SHIFTS) {
  await pause(at * 1000 - (performance.now() - startedAt));
  await execute(join(ROOT, 'scripts/order', step), [], { cwd: ROOT });
}
await watching;
const title = 'workshop watch, while product 1.5 gets a quarter of the requests, and then all of them';
await writeFile(FILE, drawTerminal(frames, { title, columns: SIZE.columns, lastSeconds: 3 }));
process.stdout.write(`${FILE}\n`);
