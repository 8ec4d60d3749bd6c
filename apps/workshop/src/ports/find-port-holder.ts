import { readdir, readFile, readlink } from 'node:fs/promises';

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}

const LISTEN = '0A';

/** The inodes of the sockets that listen on a port, from the text of /proc/net/tcp or tcp6. */
export function parseListeningInodes(table: string, port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local, , state, , , , , , inode] = fields;
    return state === LISTEN && inode !== undefined && local?.endsWith(`:${hexPort}`) ? [inode] : [];
  });
}

/** Who listens on a TCP port of this machine; undefined where the kernel does not tell (no /proc, another user's process). */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readText(file)));
  const sockets = new Set(
    tables.flatMap((table) => parseListeningInodes(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return undefined;
  for (const entry of await list('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    for (const descriptor of await list(`/proc/${entry}/fd`)) {
      const link = await readlink(`/proc/${entry}/fd/${descriptor}`).catch(() => '');
      if (sockets.has(link)) {
        return { pid: Number(entry), name: (await readText(`/proc/${entry}/comm`)).trim() };
      }
    }
  }
  return undefined;
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function list(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}
