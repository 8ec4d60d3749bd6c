import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeRecord } from './journal-format.ts';
import { DamagedJournalError, type OpenedJournal, openJournal } from './open-journal.ts';

let directory: string;
const opened: OpenedJournal[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
});

afterEach(async () => {
  for (const { journal } of opened.splice(0)) await journal.close();
  await rm(directory, { recursive: true });
});

async function reopen(onDamage: 'refuse' | 'drop' = 'refuse'): Promise<OpenedJournal> {
  for (const { journal } of opened.splice(0)) await journal.close();
  const result = await openJournal(directory, onDamage);
  opened.push(result);
  return result;
}

const file = () => join(directory, 'journal');
const ignore = () => undefined;

describe('Journal', () => {
  it('finds every acknowledged record again, in order', async () => {
    const { journal } = await reopen();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => journal.append(`{"n":${index}}`, () => order.push(index))),
    );
    expect(order).toEqual(Array.from({ length: 200 }, (_, index) => index));
    expect((await reopen()).payloads).toEqual(order.map((index) => `{"n":${index}}`));
  });

  it('cuts off a torn end and goes on behind the last whole record', async () => {
    const { journal } = await reopen();
    await journal.append('{"n":1}', ignore);
    await appendFile(file(), encodeRecord('{"n":2}').subarray(0, 20));
    const second = await reopen();
    expect(second).toMatchObject({ payloads: ['{"n":1}'], tornBytes: 20 });
    await second.journal.append('{"n":3}', ignore);
    expect((await reopen()).payloads).toEqual(['{"n":1}', '{"n":3}']);
  });

  it('starts from an empty file, which is what a cut header leaves', async () => {
    await writeFile(file(), '');
    const { journal } = await reopen();
    await journal.append('{"n":1}', ignore);
    expect((await reopen()).payloads).toEqual(['{"n":1}']);
  });

  it('refuses a damaged journal with file, offset and the way out, and leaves it untouched', async () => {
    const { journal } = await reopen();
    await journal.append('{"n":1}', ignore);
    const offset = journal.bytes;
    await journal.append('{"n":2}', ignore);
    await journal.append('{"n":3}', ignore);
    const bytes = await readFile(file());
    bytes[offset + 29] = 0x58;
    await writeFile(file(), bytes);

    const refusal = await reopen().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DamagedJournalError);
    expect(String(refusal)).toContain(file());
    expect(String(refusal)).toContain(`at byte ${offset}, 35 bytes: a record does not match its checksum`);
    expect(String(refusal)).toContain('JOURNAL_DAMAGE=drop');
    expect(await readFile(file())).toEqual(bytes);

    const recovered = await reopen('drop');
    expect(recovered.payloads).toEqual(['{"n":1}', '{"n":3}']);
    expect(recovered.dropped?.damage).toMatchObject([{ offset }]);
    expect(await readFile(recovered.dropped?.keptAs ?? '')).toEqual(bytes);
    expect((await reopen()).payloads).toEqual(['{"n":1}', '{"n":3}']);
  });

  it('refuses a file that is something else', async () => {
    await writeFile(file(), encodeRecord('{"journal":"another"}'));
    await expect(reopen()).rejects.toThrow('is no journal this version can read');
  });
});

describe('compact', () => {
  it('replaces the file by the given records and keeps what is appended meanwhile', async () => {
    const { journal } = await reopen();
    for (let index = 0; index < 500; index++) await journal.append(`{"old":${index}}`, ignore);
    const before = journal.bytes;
    const kept = Array.from({ length: 450 }, (_, index) => `{"kept":${index}}`);
    const appended: string[] = [];
    const compaction = journal.compact(kept);
    let done = false;
    void compaction.then(() => {
      done = true;
    });
    // A storm of writes must neither be lost nor keep the compaction from finishing.
    for (let index = 0; !done; index++) {
      const payload = `{"new":${index}}`;
      await journal.append(payload, () => appended.push(payload));
    }
    await journal.append('{"last":true}', ignore);
    expect(journal.bytes).toBeLessThan(before + appended.length * 50);
    const { payloads } = await reopen();
    expect(payloads).toEqual([...kept, ...appended, '{"last":true}']);
    expect(await readdir(directory)).toEqual(['journal']);
  });

  it('leaves the journal as it is when it fails', async () => {
    const { journal } = await reopen();
    await journal.append('{"n":1}', ignore);
    function* failing(): Generator<string> {
      yield '{"n":1}';
      throw new Error('out of memory');
    }
    await expect(journal.compact(failing())).rejects.toThrow('out of memory');
    await journal.append('{"n":2}', ignore);
    expect(await readdir(directory)).toEqual(['journal']);
    expect((await stat(file())).size).toBe(journal.bytes);
    expect((await reopen()).payloads).toEqual(['{"n":1}', '{"n":2}']);
  });
});
