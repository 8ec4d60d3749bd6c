import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { bundleService } from './bundle-service.ts';
import { findImageSource, listServices } from './image-sources.ts';
import { writeImageContext } from './write-image-context.ts';

let checkout: string;
let images: string;

beforeEach(writeCheckout);

/** A checkout with a service, an app that is an image with static files, and an app that is none. */
function writeCheckout() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bundle-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  checkout = folder;
  images = path.join(checkout, 'images');
  write('pnpm-lock.yaml', 'importers: {}\npackages: {}\nsnapshots: {}\n');
  write('services/plain/package.json', '{}');
  write('apps/tool/package.json', '{}');
  const image = { entry: 'src/gateway/main.ts', static: 'dist' };
  const build =
    "node -e \"fs.mkdirSync('dist/deep',{recursive:true});fs.copyFileSync('page.txt','dist/deep/page.txt')\"";
  write('apps/page/package.json', JSON.stringify({ scripts: { build }, workshop: { image } }));
  write('apps/page/page.txt', 'first');
  write(
    'apps/page/src/gateway/main.ts',
    "import { readFileSync } from 'node:fs';\nprocess.stdout.write(readFileSync(new URL('static/deep/page.txt', import.meta.url)));",
  );
}

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(checkout, name)), { recursive: true });
  writeFileSync(path.join(checkout, name), content);
}

function run(program: string): string {
  return execFileSync(process.execPath, [program], { encoding: 'utf8' });
}

it('an app is an image when its package.json says so', () => {
  expect(listServices(checkout)).toEqual(['page', 'plain']);
  expect(() => findImageSource('tool', checkout)).toThrow(
    'there is no service "tool" in this checkout; allowed: page, plain.',
  );
});

it('builds the static files of an app, and puts them beside its program', async () => {
  expect(run(await bundleService('page', images, checkout))).toBe('first');
});

it('builds again when a static file changed, and leaves what runs as it is', async () => {
  const before = await bundleService('page', images, checkout);
  expect(await bundleService('page', images, checkout)).toBe(before);
  write('apps/page/page.txt', 'second one');
  const after = await bundleService('page', images, checkout);
  expect([run(before), run(after)]).toEqual(['first', 'second one']);
});

it('says what the build said when it fails', async () => {
  rmSync(path.join(checkout, 'apps/page/page.txt'));
  await expect(bundleService('page', images, checkout)).rejects.toThrow(
    /the static files of page cannot be built \(npm run build in apps\/page\): [\s\S]*page\.txt/,
  );
});

it('writes them for an image, without those of an earlier build', async () => {
  const directory = path.join(checkout, 'context');
  await writeImageContext('page', images, directory, checkout);
  writeFileSync(path.join(directory, 'static', 'old.txt'), '');
  await writeImageContext('page', images, directory, checkout);
  expect(readdirSync(directory).sort()).toEqual(['sbom.cdx.json', 'service.cjs', 'state', 'static']);
  expect(readdirSync(path.join(directory, 'static'))).toEqual(['deep']);
  expect(readFileSync(path.join(directory, 'static/deep/page.txt'), 'utf8')).toBe('first');
  expect(run(path.join(directory, 'service.cjs'))).toBe('first');
});

it('the same sources give the same bundle, wherever they are', async () => {
  const first = await bundleService('page', images, checkout);
  const [elsewhere, program] = [checkout, readFileSync(first)];
  writeCheckout();
  expect(checkout).not.toBe(elsewhere);
  const second = await bundleService('page', images, checkout);
  // The folder is called after the content of everything in it.
  expect(path.basename(path.dirname(second))).toBe(path.basename(path.dirname(first)));
  expect(readFileSync(second)).toEqual(program);
});
