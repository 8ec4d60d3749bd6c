import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import type { FileSystem, OpenFile } from './file-system.ts';

/** The file system of this machine. */
export const NODE_FILE_SYSTEM: FileSystem = {
  async makeDirectory(directory) {
    await mkdir(directory).catch((error: unknown) => ignore('EEXIST', error));
  },

  async read(file) {
    return await readFile(file).catch((error: unknown) => ignore('ENOENT', error));
  },

  async open(file, start): Promise<OpenFile> {
    const handle = await open(file, start === 'empty' ? 'w' : 'r+', 0o600);
    return {
      write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
      truncate: (length) => handle.truncate(length),
      // Of what describes a file, its length is synced too, and nothing else matters here.
      sync: () => handle.datasync(),
      close: () => handle.close(),
    };
  },

  rename,

  remove: (file) => rm(file, { force: true }),

  async syncDirectory(directory) {
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function ignore(code: string, error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === code) return undefined;
  throw error;
}
