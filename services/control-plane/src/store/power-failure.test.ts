import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import {
  LEAVES_ZEROS,
  LOSES_DATA,
  LOSES_EVERYTHING,
  LOSES_NAMES,
  losesAtRandom,
} from '../testing/simulated-disk/loss.ts';
import { type DiskCall, diskError, SimulatedDisk } from '../testing/simulated-disk/simulated-disk.ts';
import type { Journal } from './journal.ts';
import { encodeRecord, JOURNAL_HEADER } from './journal-format.ts';
import { makeDirectory } from './make-directory.ts';
import { type DamagePolicy, openJournal } from './open-journal.ts';

const DIRECTORY = '/var/lib/mesh/state';
const FILE = join(DIRECTORY, 'journal');
const LOSSES = [LOSES_EVERYTHING, LOSES_DATA, LEAVES_ZEROS, LOSES_NAMES, losesAtRandom(seededRandom(1))];

/** What has been said so far of the journal. */
interface Promised {
  readonly records: Set<string>;
  /** What must not be found, as its write was refused. */
  readonly refused: Set<string>;
  policy: DamagePolicy;
  /** Once the journal is damaged: its bytes, which somebody may want to look at. */
  damaged?: Buffer | undefined;
}

/** One that has every kind of power failure at every call of the story that is told on it, and finds what is promised each time. */
interface Trial {
  /** What did not hold. */
  readonly broken: string[];
  readonly sites: Set<string>;
}

/**
 * A life of a journal, in which every line of the store that syncs is reached. At each call of the disk and after it, the power fails in
 * each way, and the next process must find what was promised.
 *
 * @param mutedSite the one place whose syncs do nothing
 */
async function tellStory(mutedSite?: string): Promise<Trial> {
  const disk = new SimulatedDisk();
  disk.mutedSite = mutedSite;
  const promised: Promised = { records: new Set(), refused: new Set(), policy: 'refuse' };
  const broken: string[] = [];
  const sites = new Set<string>();
  let last: DiskCall | undefined;
  let fail: ((call: DiskCall) => Error | undefined) | undefined;
  const failAt = async (when: string) => {
    // What others do meanwhile has not happened for those.
    const now = { ...promised, records: new Set(promised.records), refused: new Set(promised.refused) };
    const disks = [disk.afterKill(), ...LOSSES.map((loss) => disk.afterPowerFailure(loss))];
    for (const found of disks) broken.push(...(await whatIsBroken(found, now)).map((it) => `${when}: ${it}`));
  };
  await disk.makeDirectory('/var');
  await disk.makeDirectory('/var/lib');
  await disk.syncDirectory('/');
  await disk.syncDirectory('/var');
  sites.clear();
  disk.before = async (call) => {
    if (call.site) sites.add(call.site);
    last = call;
    await failAt(`at ${call.operation} ${call.path}`);
    const error = fail?.(call);
    if (error) {
      fail = undefined;
      throw error;
    }
  };
  const append = async (journal: Journal, record: string) => {
    await journal
      .append(record, () => undefined)
      .then(
        () => promised.records.add(record),
        () => promised.refused.add(record),
      );
  };

  await makeDirectory(disk, DIRECTORY);
  const { journal } = await openJournal(DIRECTORY, 'refuse', disk);
  await append(journal, '{"n":1}');
  await Promise.all(['{"n":2}', '{"n":3}', '{"n":4}'].map((record) => append(journal, record)));

  fail = ({ operation, path }) => (operation === 'sync' ? diskError('EIO', path) : undefined);
  await append(journal, '{"refused":"as the sync failed"}');
  fail = ({ operation, path }) => (operation === 'write' ? diskError('ENOSPC', path) : undefined);
  await append(journal, `{"refused":"as the disk is full","filler":"${'x'.repeat(100)}"}`);
  expect(promised.refused.size).toBe(2);
  await failAt('after the refused writes');
  await append(journal, '{"n":5}');

  let waitedFor = 0;
  const look = disk.before;
  disk.before = (call) => {
    if (call.operation === 'sync' && call.path.endsWith('.compacting')) waitedFor = call.unsyncedBytes ?? 0;
    return look(call);
  };
  const kept = [...promised.records, ...Array.from({ length: 300 }, (_, n) => `{"kept":${n}}`)];
  const compaction = journal.compact(kept);
  await append(journal, '{"n":6}');
  await compaction;
  for (const record of kept) promised.records.add(record);
  if (waitedFor > 1_000) broken.push(`appends waited for ${waitedFor} bytes of the compaction`);
  await append(journal, '{"n":7}');
  await journal.close();

  promised.records.delete('{"n":1}');
  promised.policy = 'drop';
  disk.damage(FILE, encodeRecord(JOURNAL_HEADER).length + 30);
  promised.damaged = await disk.afterKill().read(FILE);
  const { journal: mended } = await openJournal(DIRECTORY, 'drop', disk);
  await append(mended, '{"n":8}');
  await failAt(`after ${last?.operation}`);
  return { broken, sites };
}

/** What the next process finds, and whether it still has that after one more power failure: it may have told others of it. */
async function whatIsBroken(disk: SimulatedDisk, promised: Promised): Promise<string[]> {
  try {
    await makeDirectory(disk, DIRECTORY);
    if (promised.damaged !== undefined) {
      const isKept = disk.contents(DIRECTORY).some((content) => promised.damaged?.equals(content));
      if (!isKept) return ['the damaged journal was not kept'];
    }
    const { payloads } = await openJournal(DIRECTORY, promised.policy, disk);
    const found = new Set(payloads);
    const lost = [...promised.records].filter((record) => !found.has(record));
    const refused = [...promised.refused].filter((record) => found.has(record));
    const later = disk.afterPowerFailure(LOSES_EVERYTHING);
    await makeDirectory(later, DIRECTORY);
    const foundLater = new Set((await openJournal(DIRECTORY, promised.policy, later)).payloads);
    // Of a sync that failed, the system does not say to the next process that its bytes are in memory only.
    const shown = payloads.filter((record) => !foundLater.has(record) && !record.includes('sync failed'));
    return [
      ...lost.map((it) => `lost ${it}`),
      ...refused.map((it) => `found ${it}, which was refused`),
      ...shown.map((it) => `lost ${it} after it was shown`),
    ];
  } catch (error) {
    return [String(error)];
  }
}

describe('a power failure at every call of the disk', () => {
  it('loses nothing that was acknowledged or shown, and leaves a journal that opens', async () => {
    expect([...new Set((await tellStory()).broken)]).toEqual([]);
  });

  it('breaks a promise when any one line that syncs does not, so that no test and no sync is missing or too many', async () => {
    const { sites } = await tellStory();
    // A line that syncs and is never reached would be one that no test looks at.
    expect([...sites].map(fileOf).sort()).toEqual((await syncsInSource()).sort());
    for (const site of sites)
      expect((await tellStory(site)).broken, `without the sync at ${site}`).not.toEqual([]);
  });
});

function fileOf(site: string): string {
  return site.slice(0, site.indexOf(':'));
}

/** The file of each line of the store that syncs. */
async function syncsInSource(): Promise<string[]> {
  const directory = import.meta.dirname;
  const files = (await readdir(directory)).filter((it) => !/\.test\.ts$|^(node-)?file-system\.ts$/.test(it));
  const sources = files.map(async (file) => {
    const source = await readFile(join(directory, file), 'utf8');
    return Array.from(source.matchAll(/\.sync(?:Directory)?\(/g), () => file);
  });
  return (await Promise.all(sources)).flat();
}
