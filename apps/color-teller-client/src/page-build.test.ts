import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

/** What a phone loads before it shows a color: the document, its scripts, styles, type and icon. In bytes. */
const FIRST_LOAD_LIMIT = 150_000;

let outDir: string;
beforeAll(async () => {
  outDir = await mkdtemp(path.join(tmpdir(), 'page-build-'));
  // As for a browser: a test's own would take React's development build.
  vi.stubEnv('NODE_ENV', 'production');
  await build({
    configFile: path.join(import.meta.dirname, '../vite.config.ts'),
    root: path.join(import.meta.dirname, 'client'),
    logLevel: 'error',
    build: { outDir },
  });
  vi.unstubAllEnvs();
});
afterAll(() => rm(outDir, { recursive: true }));

async function builtFiles(): Promise<readonly string[]> {
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

test('loads in less than 150 kB, compressed', async () => {
  const sizes = await Promise.all(
    (await builtFiles()).map(async (file) => {
      const content = await readFile(file);
      // Fonts are compressed already.
      return file.endsWith('.woff2') ? content.length : gzipSync(content).length;
    }),
  );
  const sum = sizes.reduce((total, size) => total + size, 0);
  expect(sum).toBeLessThan(FIRST_LOAD_LIMIT);
  // React is in there: less than this is no build of the page.
  expect(sum).toBeGreaterThan(50_000);
});

test('has nothing inline and asks no other host, so that its policy can forbid both', async () => {
  const page = await readFile(path.join(outDir, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]* src=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(addresses.length).toBeGreaterThan(2);
  for (const file of await builtFiles()) {
    if (!file.endsWith('.css')) continue;
    const sources = [...(await readFile(file, 'utf8')).matchAll(/url\(["']?([^"')]+)/g)];
    addresses.push(...sources.map(([, address]) => address));
  }
  for (const address of addresses) expect(address).toMatch(/^\/assets\//);
});
