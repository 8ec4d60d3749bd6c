import type { Entries } from '../snapshot/build-snapshot.ts';

/** What a rejected response is about: `refused` is known, `suspects` are what it may be, both as keys by name. */
export interface Blame {
  /** How many resources of the response were new to the client. */
  readonly changes: number;
  readonly refused: ReadonlyMap<string, string>;
  readonly suspects: ReadonlyMap<string, string>;
}

/** Envoy says `Error adding/updating cluster(s) a: why, b: why`, and the same of listeners. */
function isNamedBy(message: string, name: string): boolean {
  return [`(s) ${name}: `, `, ${name}: `].some((text) => message.includes(text));
}

/** Finds out of a rejection which of the resources that were new in the response it is about. */
export function findRefused(entries: Entries, acked: Entries, message: string): Blame {
  const changed = [...entries].filter(([name, { key }]) => acked.get(name)?.key !== key);
  const named = changed.filter(([name]) => isNamedBy(message, name));
  const changes = changed.length;
  const keysOf = (some: typeof changed) => new Map(some.map(([name, { key }]) => [name, key]));
  if (changes === 1) {
    return { changes, refused: keysOf(changed), suspects: new Map() };
  }
  return named.length > 0
    ? { changes, refused: keysOf(named), suspects: new Map() }
    : { changes, refused: new Map(), suspects: keysOf(changed) };
}
