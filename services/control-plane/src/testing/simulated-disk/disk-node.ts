import type { Loss } from './loss.ts';

/**
 * Where a change is. Given up: the sync of its file failed, and then the system takes it for written, so that no later sync tries again;
 * it may be on the disk or not. Names are different: file systems keep them in a journal of their own.
 */
export type Fate = 'unsynced' | 'synced' | 'given up';

interface Write {
  fate: Fate;
  readonly position: number;
  readonly bytes: Buffer;
}

interface Truncation {
  fate: Fate;
  readonly length: number;
}

interface NameChange {
  fate: Fate;
  readonly name: string;
  /** What has the name now; undefined: the name is gone. */
  readonly node: DiskNode | undefined;
  /** A name that is gone at the same moment. */
  readonly renamedFrom?: string;
}

export type DiskNode = DiskFile | DiskDirectory;

/** Copies a node, each once, however many names it has. */
type Copy = (node: DiskNode) => DiskNode;

/** A file: what programs see, what was on the disk at some time, and what was changed since then. */
export class DiskFile {
  seen: Buffer;
  #stored: Buffer;
  #changes: (Write | Truncation)[] = [];

  constructor(content: Buffer) {
    this.seen = content;
    this.#stored = content;
  }

  write(position: number, bytes: Uint8Array): void {
    this.#change({ fate: 'unsynced', position, bytes: Buffer.from(bytes) });
  }

  truncate(length: number): void {
    this.#change({ fate: 'unsynced', length });
  }

  unsynced(): readonly (Write | Truncation)[] {
    return this.#changes.filter(({ fate }) => fate === 'unsynced');
  }

  /** Takes over what is certainly on the disk. */
  settle(): void {
    for (let first = this.#changes[0]; first?.fate === 'synced'; first = this.#changes[0]) {
      this.#stored = after(this.#stored, first);
      this.#changes.shift();
    }
  }

  afterKill(): DiskFile {
    const copy = new DiskFile(this.#stored);
    copy.seen = this.seen;
    copy.#changes = this.#changes.map((change) => ({ ...change }));
    return copy;
  }

  afterPowerFailure(loss: Loss): DiskFile {
    return new DiskFile(
      this.#changes.reduce((content, change) => {
        if (change.fate === 'synced') return after(content, change);
        if ('length' in change) return loss.truncation() ? after(content, change) : content;
        const bytes = change.bytes.subarray(0, Math.round(loss.data() * change.bytes.length));
        const torn = bytes.length === 0 ? content : after(content, { ...change, bytes });
        const end = change.position + change.bytes.length;
        return torn.length < end && loss.zeros() ? Buffer.concat([torn], end) : torn;
      }, this.#stored),
    );
  }

  #change(change: Write | Truncation): void {
    this.seen = after(this.seen, change);
    this.#changes.push(change);
  }
}

/** A directory, in the same way. */
export class DiskDirectory {
  readonly seen: Map<string, DiskNode>;
  readonly #stored: Map<string, DiskNode>;
  #changes: NameChange[] = [];

  constructor(stored: Iterable<[string, DiskNode]> = []) {
    this.#stored = new Map(stored);
    this.seen = new Map(this.#stored);
  }

  change(name: string, node: DiskNode | undefined, renamedFrom?: string): void {
    const change: NameChange = { fate: 'unsynced', name, node, ...(renamedFrom && { renamedFrom }) };
    rename(this.seen, change);
    this.#changes.push(change);
  }

  unsynced(): readonly NameChange[] {
    return this.#changes.filter(({ fate }) => fate === 'unsynced');
  }

  /** Takes over what is certainly on the disk. */
  settle(): void {
    for (let first = this.#changes[0]; first?.fate === 'synced'; first = this.#changes[0]) {
      rename(this.#stored, first);
      this.#changes.shift();
    }
  }

  afterKill(copyOf: Copy): DiskDirectory {
    const copied = ([name, node]: [string, DiskNode]): [string, DiskNode] => [name, copyOf(node)];
    const copy = new DiskDirectory([...this.#stored].map(copied));
    copy.seen.clear();
    for (const entry of this.seen) copy.seen.set(...copied(entry));
    copy.#changes = this.#changes.map((it) => ({ ...it, node: it.node && copyOf(it.node) }));
    return copy;
  }

  afterPowerFailure(loss: Loss, copyOf: Copy): DiskDirectory {
    const names = new Map(this.#stored);
    for (const change of this.#changes) if (change.fate === 'synced' || loss.name()) rename(names, change);
    return new DiskDirectory([...names].map(([name, node]) => [name, copyOf(node)]));
  }
}

function after(content: Buffer, change: Write | Truncation): Buffer {
  if ('length' in change) return Buffer.concat([content], change.length);
  const result = Buffer.concat([content], Math.max(content.length, change.position + change.bytes.length));
  change.bytes.copy(result, change.position);
  return result;
}

function rename(names: Map<string, DiskNode>, { name, node, renamedFrom }: NameChange): void {
  if (renamedFrom !== undefined) names.delete(renamedFrom);
  if (node) names.set(name, node);
  else names.delete(name);
}
