import { basename, dirname } from 'node:path';
import type { FileSystem, OpenFile } from '../../store/file-system.ts';
import { DiskDirectory, DiskFile, type DiskNode, type Fate } from './disk-node.ts';
import type { Loss } from './loss.ts';

/** One call of the file system. */
export interface DiskCall {
  readonly operation: keyof FileSystem | 'write' | 'truncate' | 'sync';
  readonly path: string;
  /** Of a sync: the place in the code that asks for it, as `journal.ts:12:3`. */
  readonly site?: string;
  /** Of the sync of a file: how many bytes it has to bring to the disk. */
  readonly unsyncedBytes?: number;
}

/**
 * A file system in memory with a page cache: it can lose what was not synced, tear writes, and fail any call. `before` sees each call
 * first: it may hold it up, let it fail by throwing (a write has then written the half of its bytes, and what a sync should have brought
 * to the disk is there or not), or look at what a power failure would leave at this moment.
 */
export class SimulatedDisk implements FileSystem {
  before: (call: DiskCall) => unknown = () => undefined;
  /** The place in the code whose syncs do nothing. */
  mutedSite: string | undefined;
  readonly #root: DiskDirectory;

  constructor(root = new DiskDirectory()) {
    this.#root = root;
  }

  /** The disk as a power failure at this moment leaves it; this one goes on. */
  afterPowerFailure(loss: Loss): SimulatedDisk {
    return this.#copy((node, copyOf) => node.afterPowerFailure(loss, copyOf));
  }

  /** The disk as it is when the process ends at this moment, seen by the next one; this one goes on. */
  afterKill(): SimulatedDisk {
    return this.#copy((node, copyOf) => node.afterKill(copyOf));
  }

  /** Flips a bit of a file, on the disk too. */
  damage(path: string, offset: number): void {
    const flipped = Buffer.from(this.#file(path).seen);
    flipped[offset] = (flipped[offset] ?? 0) ^ 1;
    const directory = this.#directory(dirname(path));
    directory.change(basename(path), new DiskFile(flipped));
    settle(directory, directory.unsynced(), 'synced');
  }

  /** The contents of all files of a directory, as they are seen. */
  contents(path: string): Buffer[] {
    return [...this.#directory(path).seen.values()].flatMap((node) =>
      node instanceof DiskFile ? [node.seen] : [],
    );
  }

  async makeDirectory(path: string): Promise<void> {
    await this.before({ operation: 'makeDirectory', path });
    const parent = this.#directory(dirname(path));
    const name = basename(path);
    if (path !== '/' && !parent.seen.has(name)) parent.change(name, new DiskDirectory());
  }

  async read(path: string): Promise<Buffer | undefined> {
    await this.before({ operation: 'read', path });
    return this.#directory(dirname(path)).seen.has(basename(path))
      ? Buffer.from(this.#file(path).seen)
      : undefined;
  }

  async open(path: string, start: 'as it is' | 'empty'): Promise<OpenFile> {
    await this.before({ operation: 'open', path });
    const directory = this.#directory(dirname(path));
    const name = basename(path);
    if (start === 'empty' && !directory.seen.has(name)) directory.change(name, new DiskFile(Buffer.alloc(0)));
    const file = this.#file(path);
    if (start === 'empty' && file.seen.length > 0) file.truncate(0);
    return {
      write: async (bytes, position) => {
        try {
          await this.before({ operation: 'write', path });
        } catch (error) {
          file.write(position, bytes.subarray(0, bytes.length >>> 1));
          throw error;
        }
        file.write(position, bytes);
        return bytes.length;
      },
      truncate: async (length) => {
        await this.before({ operation: 'truncate', path });
        file.truncate(length);
      },
      sync: () => {
        const lengths = file.unsynced().map((change) => ('bytes' in change ? change.bytes.length : 0));
        const unsyncedBytes = lengths.reduce((sum, length) => sum + length, 0);
        return this.#sync(file, { operation: 'sync', path, site: callSite(), unsyncedBytes });
      },
      close: async () => undefined,
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.before({ operation: 'rename', path: to });
    this.#directory(dirname(to)).change(basename(to), this.#file(from), basename(from));
  }

  async remove(path: string): Promise<void> {
    await this.before({ operation: 'remove', path });
    const directory = this.#directory(dirname(path));
    if (directory.seen.has(basename(path))) directory.change(basename(path), undefined);
  }

  syncDirectory(path: string): Promise<void> {
    const site = callSite();
    return this.#sync(this.#directory(path), { operation: 'syncDirectory', path, site });
  }

  async #sync(node: DiskNode, call: DiskCall): Promise<void> {
    const unsynced = node.unsynced();
    try {
      await this.before(call);
    } catch (error) {
      if (node instanceof DiskFile) settle(node, unsynced, 'given up');
      throw error;
    }
    if (call.site !== this.mutedSite) settle(node, unsynced, 'synced');
  }

  #copy(copy: (node: DiskNode, copyOf: (node: DiskNode) => DiskNode) => DiskNode): SimulatedDisk {
    const copies = new Map<DiskNode, DiskNode>();
    const copyOf = (node: DiskNode): DiskNode => {
      const known = copies.get(node) ?? copy(node, copyOf);
      copies.set(node, known);
      return known;
    };
    const disk = new SimulatedDisk(copyOf(this.#root) as DiskDirectory);
    disk.mutedSite = this.mutedSite;
    return disk;
  }

  #node(path: string): DiskNode | undefined {
    let node: DiskNode | undefined = this.#root;
    for (const name of path.split('/').filter((part) => part !== ''))
      node = node instanceof DiskDirectory ? node.seen.get(name) : undefined;
    return node;
  }

  #file(path: string): DiskFile {
    const node = this.#node(path);
    if (node instanceof DiskFile) return node;
    throw diskError('ENOENT', path);
  }

  #directory(path: string): DiskDirectory {
    const node = this.#node(path);
    if (node instanceof DiskDirectory) return node;
    throw diskError('ENOENT', path);
  }
}

/** An error as file systems have it. */
export function diskError(code: 'ENOENT' | 'EIO' | 'ENOSPC', path: string): Error {
  return Object.assign(new Error(`${code}, ${path}`), { code });
}

function settle(node: DiskNode, changes: readonly { fate: Fate }[], fate: Fate): void {
  for (const change of changes) change.fate = fate;
  node.settle();
}

/** The place that called this file. */
function callSite(): string {
  const places = new Error('for its stack').stack?.match(/[\w-]+\.ts:\d+:\d+/g) ?? [];
  return places.find((place) => !place.startsWith('simulated-disk.ts')) ?? 'unknown';
}
