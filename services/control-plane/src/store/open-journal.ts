import { copyFile, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Journal } from './journal.ts';
import { encodeRecord, JOURNAL_HEADER, type JournalDamage, scanJournal } from './journal-format.ts';
import { replaceFile, syncDirectory } from './replace-file.ts';

/** What to do with a journal of which a part cannot be read. */
export type DamagePolicy = 'refuse' | 'drop';

/** The journal has a part that cannot be read, and nobody has said that it may be left out. */
export class DamagedJournalError extends Error {
  override readonly name = 'DamagedJournalError';

  constructor(file: string, damage: readonly JournalDamage[]) {
    super(
      [
        `the journal ${file} is damaged:`,
        ...damage.map(({ offset, length, reason }) => `  at byte ${offset}, ${length} bytes: ${reason}`),
        'Nothing was changed. Either put a good copy of the file in its place, or start once with JOURNAL_DAMAGE=drop: the',
        'damaged file is then kept beside the new one, and everything that can be read is taken over without the damaged part.',
      ].join('\n'),
    );
  }
}

/** A journal ready for appends, and what is in it. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly payloads: readonly string[];
  /** Bytes at the end that belonged to a write which was never acknowledged; they are cut off. */
  readonly tornBytes: number;
  /** Where the damaged journal is kept, and what was left out of the new one. */
  readonly dropped?: { readonly keptAs: string; readonly damage: readonly JournalDamage[] };
}

/** Opens `<directory>/journal`, or makes it. The caller holds the lock on the directory. */
export async function openJournal(directory: string, onDamage: DamagePolicy): Promise<OpenedJournal> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'journal');
  const bytes = await readIfThere(file);
  const scan = scanJournal(bytes);
  checkHeader(file, scan.payloads[0], scan.damage.length > 0);

  if (scan.damage.length > 0) {
    if (onDamage === 'refuse') throw new DamagedJournalError(file, scan.damage);
    const keptAs = await keepAside(file);
    const payloads = scan.payloads.filter((payload) => payload !== JOURNAL_HEADER);
    await replaceFile(file, Buffer.concat([JOURNAL_HEADER, ...payloads].map(encodeRecord)));
    const opened = await openJournal(directory, 'refuse');
    return { ...opened, dropped: { keptAs, damage: scan.damage } };
  }

  if (scan.payloads.length === 0) await replaceFile(file, encodeRecord(JOURNAL_HEADER));
  const handle = await open(file, 'r+');
  const length = scan.payloads.length === 0 ? encodeRecord(JOURNAL_HEADER).length : scan.wholeLength;
  const tornBytes = bytes.length - scan.wholeLength;
  if (tornBytes > 0) {
    await handle.truncate(length);
    await handle.sync();
  }
  const payloads = scan.payloads.slice(1);
  return { journal: new Journal(file, handle, length, payloads.length), payloads, tornBytes };
}

async function readIfThere(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** A damaged journal may have lost its header; a readable first record that is not the header means another kind of file. */
function checkHeader(file: string, first: string | undefined, damaged: boolean): void {
  if (first === undefined || first === JOURNAL_HEADER || damaged) return;
  throw new Error(
    `${file} is no journal this version can read: it begins with ${first.slice(0, 80)}, expected ${JOURNAL_HEADER}`,
  );
}

async function keepAside(file: string): Promise<string> {
  const keptAs = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
  await copyFile(file, keptAs);
  const copy = await open(keptAs, 'r');
  await copy.sync();
  await copy.close();
  await syncDirectory(dirname(file));
  return keptAs;
}
