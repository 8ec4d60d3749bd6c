import { dirname } from 'node:path';
import { type FileSystem, type OpenFile, writeAll } from './file-system.ts';
import { encodeRecord, JOURNAL_HEADER } from './journal-format.ts';
import { JournalWriteError } from './journal-write-error.ts';

interface Append {
  readonly bytes: Buffer;
  readonly durable: () => void;
  resolve(): void;
  reject(error: JournalWriteError): void;
}

/**
 * The open journal file. Appends that wait at the same time share one fsync. A failed append leaves the file as it was: what was
 * written of it is cut off again, and until that has worked nothing more is written.
 */
export class Journal {
  readonly file: string;
  readonly #files: FileSystem;
  #handle: OpenFile;
  #length: number;
  #records: number;
  #waiting: Append[] = [];
  /** What is to run between two writes, while appends wait. */
  #betweenWrites: (() => Promise<void>) | undefined;
  #writing: Promise<void> | undefined;
  #compaction: Promise<void> | undefined;
  /** While the journal is being compacted: what was appended since that began. */
  #sinceCompaction: Buffer[] | undefined;
  /** What has to work before the next append: the end of the file, or its name, is not certain to be what it should. */
  #repair: (() => Promise<void>) | undefined;

  /** @param handle the file, whose records and name are on the disk */
  constructor(files: FileSystem, file: string, handle: OpenFile, length: number, records: number) {
    this.#files = files;
    this.file = file;
    this.#handle = handle;
    this.#length = length;
    this.#records = records;
  }

  get bytes(): number {
    return this.#length;
  }

  get records(): number {
    return this.#records;
  }

  /**
   * Resolves when the record is on the disk; rejects with a {@link JournalWriteError}. `durable` is called at the moment it is, in
   * the order of the records: whoever keeps a state beside the journal brings it up to date there, so that the state and the
   * journal never differ when `compact` is called.
   */
  append(payload: string, durable: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes: encodeRecord(payload), durable, resolve, reject });
      this.#writing ??= this.#work();
    });
  }

  /**
   * Replaces the file by one that holds `payloads` and whatever is appended meanwhile. The payloads are read bit by bit in the
   * background and must not change. When it fails, the journal goes on with the file it has.
   */
  compact(payloads: Iterable<string>): Promise<void> {
    this.#compaction ??= this.#compact(payloads).finally(() => {
      this.#compaction = undefined;
      this.#sinceCompaction = undefined;
    });
    return this.#compaction;
  }

  /** Waits for what is under way, then closes the file. */
  async close(): Promise<void> {
    await this.#compaction?.catch(() => undefined);
    while (this.#writing) await this.#writing;
    await this.#handle.close();
  }

  async #work(): Promise<void> {
    while (this.#betweenWrites || this.#waiting.length > 0) {
      const between = this.#betweenWrites;
      this.#betweenWrites = undefined;
      await (between ?? (() => this.#writeWaiting()))();
    }
    this.#writing = undefined;
  }

  async #writeWaiting(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await this.#write(Buffer.concat(batch.map((append) => append.bytes)));
    } catch (error) {
      for (const append of batch) append.reject(new JournalWriteError(this.file, error));
      return;
    }
    this.#records += batch.length;
    this.#sinceCompaction?.push(...batch.map((append) => append.bytes));
    for (const append of batch) append.durable();
    for (const append of batch) append.resolve();
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#repair?.();
    this.#repair = undefined;
    try {
      await writeAll(this.#handle, bytes, this.#length);
      await this.#handle.sync();
    } catch (error) {
      await this.#cut().catch(() => {
        this.#repair = () => this.#cut();
      });
      throw error;
    }
    this.#length += bytes.length;
  }

  async #cut(): Promise<void> {
    await this.#handle.truncate(this.#length);
    await this.#handle.sync();
  }

  async #compact(payloads: Iterable<string>): Promise<void> {
    const tail: Buffer[] = [];
    this.#sinceCompaction = tail;
    const temporary = `${this.file}.compacting`;
    let replacement: OpenFile | undefined;
    try {
      replacement = await this.#files.open(temporary, 'empty');
      const header = encodeRecord(JOURNAL_HEADER);
      await writeAll(replacement, header, 0);
      let length = header.length;
      let records = 0;
      for (const chunk of chunksOf(payloads, 200)) {
        const bytes = Buffer.concat(chunk.map(encodeRecord));
        await writeAll(replacement, bytes, length);
        length += bytes.length;
        records += chunk.length;
      }
      // Now, so that appends do not wait for it.
      await replacement.sync();
      const complete = replacement;
      await this.#whileAppendsWait(() => this.#switchTo(complete, temporary, length, records, tail));
    } catch (error) {
      if (replacement !== this.#handle) await replacement?.close();
      await this.#files.remove(temporary);
      throw new JournalWriteError(temporary, error);
    }
  }

  async #switchTo(
    replacement: OpenFile,
    temporary: string,
    length: number,
    records: number,
    tail: readonly Buffer[],
  ): Promise<void> {
    const bytes = Buffer.concat(tail);
    await writeAll(replacement, bytes, length);
    await replacement.sync();
    await this.#files.rename(temporary, this.file);
    const replaced = this.#handle;
    this.#handle = replacement;
    this.#length = length + bytes.length;
    this.#records = records + tail.length;
    // Until the new name is on the disk, a power failure would bring the old file back, without what is appended from now on.
    this.#repair = () => this.#files.syncDirectory(dirname(this.file));
    await replaced.close();
    await this.#repair();
    this.#repair = undefined;
  }

  #whileAppendsWait(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#betweenWrites = () => work().then(resolve, reject);
      this.#writing ??= this.#work();
    });
  }
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
