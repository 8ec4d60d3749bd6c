import { expect, it } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { losesAtRandom } from '../testing/simulated-disk/loss.ts';
import { diskError, SimulatedDisk } from '../testing/simulated-disk/simulated-disk.ts';
import type { Journal } from './journal.ts';
import { makeDirectory } from './make-directory.ts';
import { openJournal } from './open-journal.ts';

/** How often it crashes; `pnpm soak` has the long form. */
const CRASHES = process.env.SOAK === undefined ? 1_000 : 20_000;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const DIRECTORY = '/state';

interface Written {
  readonly key: string;
  readonly version: number;
  readonly filler: string;
}

/**
 * Writers that never rest, compactions among them, and a disk of which now and then a call fails, until the process ends at the given
 * call of the disk.
 *
 * @param acknowledged the newest version of each key that was found or acknowledged; kept up to date
 * @returns at the end of the process, whether the sync of a file had failed
 */
function storm(
  disk: SimulatedDisk,
  random: () => number,
  acknowledged: Map<string, number>,
): Promise<boolean> {
  let syncFailed = false;
  let callsLeft = 1 + Math.floor(random() * 150);
  return new Promise((end, fail) => {
    disk.before = async ({ operation, path }) => {
      callsLeft -= 1;
      if (callsLeft <= 0) {
        end(syncFailed);
        // Nobody hears of what is asked of the disk from now on.
        await new Promise(() => undefined);
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (operation === 'read' || random() > 0.01) return;
      syncFailed ||= operation === 'sync';
      throw diskError(random() < 0.5 ? 'EIO' : 'ENOSPC', path);
    };
    live().catch((error: unknown) =>
      error instanceof Error && 'code' in error ? end(syncFailed) : fail(error),
    );
  });

  async function live(): Promise<void> {
    await makeDirectory(disk, DIRECTORY);
    const { journal, payloads } = await openJournal(DIRECTORY, 'refuse', disk);
    const state = new Map(payloads.map((payload) => [(JSON.parse(payload) as Written).key, payload]));
    for (const [key, version] of acknowledged)
      expect((JSON.parse(state.get(key) ?? '{"version":0}') as Written).version, key).toBeGreaterThanOrEqual(
        version,
      );
    // Whoever asks is told of all of these now.
    for (const payload of state.values()) acknowledge(JSON.parse(payload) as Written);
    await Promise.all([0, 1, 2, 3].map((writer) => write(writer, journal, state)));
  }

  async function write(writer: number, journal: Journal, state: Map<string, string>): Promise<never> {
    for (;;) {
      const key = `${writer}-${Math.floor(random() * 5)}`;
      const version = 1 + versionIn(state.get(key));
      const written = { key, version, filler: 'x'.repeat(Math.floor(random() ** 4 * 9_000)) };
      const payload = JSON.stringify(written);
      const durable = () => state.set(key, payload);
      await journal.append(payload, durable).then(() => acknowledge(written), ignore);
      if (random() < 0.05) void journal.compact([...state.values()]).catch(ignore);
    }
  }

  function acknowledge({ key, version }: Written): void {
    // What the process does while its disk is copied, nobody hears of.
    if (callsLeft <= 0) return;
    acknowledged.set(key, Math.max(version, acknowledged.get(key) ?? 0));
  }
}

function versionIn(payload: string | undefined): number {
  return payload === undefined ? 0 : (JSON.parse(payload) as Written).version;
}

function ignore(): void {}

it(`a crash at any point of a storm of writes loses none that was acknowledged, and leaves a journal that opens (SEED=${SEED})`, {
  timeout: 600_000,
}, async () => {
  const random = seededRandom(SEED);
  const acknowledged = new Map<string, number>();
  let disk = new SimulatedDisk();
  for (let crash = 0; crash < CRASHES; crash++) {
    const syncFailed = await storm(disk, random, acknowledged).catch((error: unknown) => {
      throw new Error(`after ${crash} crashes with SEED=${SEED}: ${String(error)}`, { cause: error });
    });
    // Of five, one ends only the process, and the next one sees what was not synced. After the failed sync of a file, that would be
    // shown bytes that the system does not try to write again, and has told nobody else of: what is shown is certain but for that.
    disk = random() < 0.2 && !syncFailed ? disk.afterKill() : disk.afterPowerFailure(losesAtRandom(random));
  }
  const writes = [...acknowledged.values()].reduce((sum, version) => sum + version, 0);
  expect(writes).toBeGreaterThan(5 * CRASHES);
});
