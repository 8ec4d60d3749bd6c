import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { sharedPaths } from '../state/workshop-paths.ts';
import { listServices } from './image-sources.ts';
import { writeImageContext } from './write-image-context.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'image-context-'));
});
afterAll(() => rmSync(root, { recursive: true }));

it.each(listServices())('writes %s as one file that runs with nothing but Node', async (service) => {
  const directory = path.join(root, service);
  await writeImageContext(service, sharedPaths().images, directory);
  expect(readdirSync(directory)).toEqual(['sbom.cdx.json', 'service.cjs', 'state', 'static']);
  expect(statSync(path.join(directory, 'service.cjs')).mode & 0o777).toBe(0o644);

  // From there nothing of the checkout's node_modules is found.
  const child = spawn(process.execPath, ['service.cjs'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PORT: '0',
      STATE_DIR: path.join(directory, 'state'),
      API_ADDRESS: '127.0.0.1:0',
      XDS_ADDRESS: '127.0.0.1:0',
      ADMIN_ADDRESS: '127.0.0.1:0',
    },
  });
  const exit = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
  }
  await expect.poll(() => written).toMatch(/"url":"http:.*"msg":"listening"|"admin":.*"msg":"ready"/);
  const address = /"url":"http:\/\/([^"]+)"|"admin":"([^"]+)"/.exec(written);
  const answer = await fetch(`http://${address?.[1] ?? address?.[2]}/ready`);
  expect(answer.status).toBe(200);
  await answer.text();
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
});

it('writes which packages of others are in it, with the versions and hashes of the lockfile', async () => {
  const directory = path.join(root, 'listed');
  const names = async (service: string) => {
    await writeImageContext(service, sharedPaths().images, directory);
    const { components } = JSON.parse(readFileSync(path.join(directory, 'sbom.cdx.json'), 'utf8')) as {
      components: { name: string; version?: string; hashes?: { alg: string }[] }[];
    };
    const others = components.filter(({ version }) => version !== undefined);
    expect(others.filter(({ hashes }) => hashes?.[0]?.alg !== 'SHA-512')).toEqual([]);
    return others.map(({ name }) => name);
  };
  expect(await names('order')).toEqual(expect.arrayContaining(['express', 'axios', 'aws-xray-sdk']));
  expect(await names('order')).not.toContain('supertest');
  expect(await names('color-teller-client')).toEqual(expect.arrayContaining(['react', 'react-dom']));
});

it('writes again over what it wrote', async () => {
  const directory = path.join(root, 'twice');
  await writeImageContext('product', sharedPaths().images, directory);
  await writeImageContext('product', sharedPaths().images, directory);
  expect(readdirSync(directory)).toEqual(['sbom.cdx.json', 'service.cjs', 'state', 'static']);
});

it('refuses a service that does not exist, names those that do, and writes nothing', async () => {
  const directory = path.join(root, 'none');
  await expect(writeImageContext('prodct', sharedPaths().images, directory)).rejects.toThrow(
    /no service "prodct".*product/,
  );
  expect(readdirSync(root)).not.toContain('none');
});
