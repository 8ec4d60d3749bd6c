import { dirname } from 'node:path';
import type { FileSystem } from './file-system.ts';

/**
 * Makes a directory and what is missing above it. The name of each is on the disk before anything is in it. So is that of one which was
 * there: the process that made it may have ended too early to see to that.
 */
export async function makeDirectory(files: FileSystem, directory: string): Promise<void> {
  const parent = dirname(directory);
  try {
    await files.makeDirectory(directory);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || parent === directory) throw error;
    await makeDirectory(files, parent);
    await files.makeDirectory(directory);
  }
  await files.syncDirectory(parent).catch((error: unknown) => {
    // Who must not read a directory cannot sync it, and has not made what is in it as a rule.
    if (!hasCode(error, 'EACCES')) throw error;
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
