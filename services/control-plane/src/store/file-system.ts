/**
 * All that the journal asks of a file system. What was not synced may be lost with the power: of each file its bytes, and of each
 * directory, by itself, the names in it.
 */
export interface FileSystem {
  /** Makes one directory; nothing happens when it is there. Its parent must be there. */
  makeDirectory(directory: string): Promise<void>;
  /** Undefined when there is no such file. */
  read(file: string): Promise<Buffer | undefined>;
  /** Opens a file for writing: one that is there as it is, or an empty one in its place. */
  open(file: string, start: 'as it is' | 'empty'): Promise<OpenFile>;
  /** Both names are in one directory. What had the new name is gone. */
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when there is no such file. */
  remove(file: string): Promise<void>;
  /** Makes the names in a directory survive a power failure: what was made, renamed and removed in it. */
  syncDirectory(directory: string): Promise<void>;
}

/** A file that is open for writing. */
export interface OpenFile {
  /** @returns how many bytes were written, which may be fewer than were given */
  write(bytes: Uint8Array, position: number): Promise<number>;
  truncate(length: number): Promise<void>;
  /** Makes the bytes survive a power failure, not the name. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Writes all bytes, in as many writes as it takes. */
export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; )
    written += await file.write(bytes.subarray(written), position + written);
}
