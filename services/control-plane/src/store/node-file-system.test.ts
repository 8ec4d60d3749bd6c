import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NODE_FILE_SYSTEM } from './node-file-system.ts';

// What the simulated disk cannot show: that a sync which is asked for gets to the system. A killed process loses nothing without it.

let directory: string;
let synced: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'node-file-system-'));
  synced = [];
  const handle = await open(directory, 'r');
  const prototype: typeof handle = Object.getPrototypeOf(handle);
  await handle.close();
  for (const call of ['sync', 'datasync'] as const) {
    const original = prototype[call];
    vi.spyOn(prototype, call).mockImplementation(async function (this: typeof handle) {
      const isDirectory = (await this.stat()).isDirectory();
      await original.call(this);
      synced.push(isDirectory ? 'a directory' : 'a file');
    });
  }
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

it('asks the system to sync a file, and is done no earlier', async () => {
  const file = await NODE_FILE_SYSTEM.open(join(directory, 'journal'), 'empty');
  await file.write(Buffer.from('record'), 0);
  expect(synced).toEqual([]);
  await file.sync();
  expect(synced).toEqual(['a file']);
  await file.close();
});

it('asks the system to sync the names of a directory, and is done no earlier', async () => {
  await NODE_FILE_SYSTEM.syncDirectory(directory);
  expect(synced).toEqual(['a directory']);
});
