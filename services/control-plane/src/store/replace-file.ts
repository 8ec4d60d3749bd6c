import { type FileSystem, writeAll } from './file-system.ts';

/**
 * Writes `content` to `file` so that after a crash the file is either the old one or the new one, never a part. Which of them it is,
 * is certain when its directory has been synced.
 */
export async function replaceFile(files: FileSystem, file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.new`;
  try {
    await writeSynced(files, temporary, content);
    await files.rename(temporary, file);
  } catch (error) {
    await files.remove(temporary);
    throw error;
  }
}

/** Writes a file whose bytes, though not its name, are on the disk then. */
export async function writeSynced(files: FileSystem, file: string, content: Uint8Array): Promise<void> {
  const handle = await files.open(file, 'empty');
  try {
    await writeAll(handle, content, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
