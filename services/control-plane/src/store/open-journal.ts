import { dirname, join } from 'node:path';
import type { FileSystem } from './file-system.ts';
import { Journal } from './journal.ts';
import { encodeRecord, JOURNAL_HEADER, type JournalDamage, scanJournal } from './journal-format.ts';
import { NODE_FILE_SYSTEM } from './node-file-system.ts';
import { replaceFile, writeSynced } from './replace-file.ts';

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
export async function openJournal(
  directory: string,
  onDamage: DamagePolicy,
  files: FileSystem = NODE_FILE_SYSTEM,
): Promise<OpenedJournal> {
  const file = join(directory, 'journal');
  const bytes = (await files.read(file)) ?? Buffer.alloc(0);
  const scan = scanJournal(bytes);
  checkHeader(file, scan.payloads[0], scan.damage.length > 0);

  if (scan.damage.length > 0) {
    if (onDamage === 'refuse') throw new DamagedJournalError(file, scan.damage);
    const keptAs = await keepAside(files, file, bytes);
    const payloads = scan.payloads.filter((payload) => payload !== JOURNAL_HEADER);
    await replaceFile(files, file, Buffer.concat([JOURNAL_HEADER, ...payloads].map(encodeRecord)));
    const opened = await openJournal(directory, 'refuse', files);
    return { ...opened, dropped: { keptAs, damage: scan.damage } };
  }

  if (scan.payloads.length === 0) await replaceFile(files, file, encodeRecord(JOURNAL_HEADER));
  const handle = await files.open(file, 'as it is');
  const length = scan.payloads.length === 0 ? encodeRecord(JOURNAL_HEADER).length : scan.wholeLength;
  const tornBytes = bytes.length - scan.wholeLength;
  if (tornBytes > 0) await handle.truncate(length);
  // What was read is shown to others from now on. It may not be on the disk yet, when a process ended between a write and its sync.
  await handle.sync();
  await files.syncDirectory(directory);
  const payloads = scan.payloads.slice(1);
  return { journal: new Journal(files, file, handle, length, payloads.length), payloads, tornBytes };
}

/** A damaged journal may have lost its header; a readable first record that is not the header means another kind of file. */
function checkHeader(file: string, first: string | undefined, damaged: boolean): void {
  if (first === undefined || first === JOURNAL_HEADER || damaged) return;
  throw new Error(
    `${file} is no journal this version can read: it begins with ${first.slice(0, 80)}, expected ${JOURNAL_HEADER}`,
  );
}

async function keepAside(files: FileSystem, file: string, bytes: Buffer): Promise<string> {
  const keptAs = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
  await writeSynced(files, keptAs, bytes);
  // Before the damaged file loses its own name.
  await files.syncDirectory(dirname(file));
  return keptAs;
}
