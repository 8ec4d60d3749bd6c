import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resource } from '@mesh-workshop/appmesh';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../testing/start-control-plane.ts';
import { ResourceStore } from './resource-store.ts';

async function openStore(directory: string) {
  const lines: string[] = [];
  const logger = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) });
  const store = await ResourceStore.open({ directory, onDamage: 'refuse', logger });
  onTestFinished(() => store.close());
  const write = (version: number) => store.put(mesh(version), { operation: 'UpdateMesh' });
  const count = (text: string) => lines.filter((line) => line.includes(text)).length;
  return { store, write, count };
}

function mesh(version: number): Resource {
  return {
    kind: 'mesh',
    meshName: 'shop',
    spec: {},
    tags: {},
    owner: { kind: 'api' },
    metadata: {
      arn: 'arn:aws:appmesh:us-west-2:000000000000:mesh/shop',
      uid: '',
      version,
      createdAt: 0,
      lastUpdatedAt: 0,
      meshOwner: '000000000000',
      resourceOwner: '000000000000',
    },
  };
}

it('a storm of writes compacts the journal now and then, each time once', async () => {
  const { store, write, count } = await openStore(await temporaryDirectory());
  // What is written while a compaction runs must not ask for others.
  for (let round = 0; round < 10; round++)
    await Promise.all(Array.from({ length: 300 }, (_, index) => write(round * 300 + index)));
  await expect.poll(() => count('journal compacted')).toBeGreaterThan(0);
  expect(count('journal compacted')).toBeLessThanOrEqual(3);
  expect(store.journal.records).toBeLessThan(2_000);
});

it('a compaction that fails is not tried again at each write, but later', async () => {
  const directory = await temporaryDirectory();
  const { write, count } = await openStore(directory);
  const obstacle = join(directory, 'journal.compacting');
  await mkdir(obstacle);
  for (let version = 1; version <= 1_300; version++) await write(version);
  expect(count('journal not compacted')).toBe(1);
  await rmdir(obstacle);
  for (let version = 1_301; version <= 2_100; version++) await write(version);
  await expect.poll(() => count('journal compacted')).toBe(1);
});
