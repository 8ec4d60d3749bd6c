import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestService, describeServiceContract } from '@mesh-workshop/service-kit/testing';
import request from 'supertest';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApp } from './app.ts';
import { serviceName as name, variables } from './config.ts';

const folder = join(import.meta.dirname, '../..');

describeServiceContract({ name, variables, createApp, folder, main: 'src/gateway/main.ts' });

function ask(path: string, environment: Readonly<Record<string, string>> = {}) {
  return request(createApp(createTestService(name, variables, environment))).get(path);
}

test('says its version, which nobody may keep', async () => {
  await ask('/gateway/version', { VERSION: '1.5' })
    .expect(200, { version: '1.5' })
    .expect('Cache-Control', 'no-store');
});

describe('the page', () => {
  async function builtPage(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'built-page-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    await mkdir(join(directory, 'assets'));
    await writeFile(join(directory, 'index.html'), '<!doctype html><title>color teller</title>');
    await writeFile(join(directory, 'assets/page-0123.js'), 'document.title');
    return directory;
  }

  test('is asked for anew every time, its assets never again', async () => {
    const STATIC_DIR = await builtPage();
    const page = await ask('/', { STATIC_DIR })
      .expect(200)
      .expect('Content-Type', /^text\/html/);
    expect(page.text).toContain('<title>color teller</title>');
    expect(page.get('Cache-Control')).toBe('no-cache');
    const asset = await ask('/assets/page-0123.js', { STATIC_DIR }).expect(200);
    expect(asset.get('Content-Type')).toMatch(/^text\/javascript/);
    expect(asset.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
  });

  test('forbids the browser everything the page does not need', async () => {
    const page = await ask('/', { STATIC_DIR: await builtPage() });
    const policy = page.get('Content-Security-Policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
    expect(page.get('X-Content-Type-Options')).toBe('nosniff');
    expect(page.get('X-Powered-By')).toBeUndefined();
  });

  test('gives no file of another folder, and says in JSON that it does not', async () => {
    const STATIC_DIR = join(await builtPage(), 'assets');
    for (const path of [
      '/index.html',
      '/assets/../../index.html',
      '/assets/%2e%2e/%2e%2e/index.html',
      '/assets/none.js',
    ]) {
      const { status, body } = await ask(path, { STATIC_DIR });
      expect([403, 404], path).toContain(status);
      expect(body, path).toEqual({ service: name, error: expect.any(String) });
    }
  });

  test('is said to be missing when it was not built, while the rest works', async () => {
    const STATIC_DIR = join(tmpdir(), 'no-such-page');
    await ask('/', { STATIC_DIR }).expect(503, {
      service: name,
      error: `the page is not built: there is no index.html in ${STATIC_DIR}`,
    });
    await ask('/gateway/version', { STATIC_DIR }).expect(200);
  });
});
