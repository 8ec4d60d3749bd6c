import type { Resource } from '@mesh-workshop/appmesh';

/** What a record of the journal says. */
export type JournalEntry =
  /** The resource is now this. With the request that did it, when that can be repeated. */
  | { readonly put: Resource; readonly request?: { readonly token: string; readonly digest: string } }
  /** The resource with this id is gone. */
  | { readonly delete: string }
  /** A request whose resource has changed since; only compaction writes this. */
  | { readonly answered: Resource; readonly request: { readonly token: string; readonly digest: string } };

/** One line of JSON. */
export function formatEntry(entry: JournalEntry): string {
  return JSON.stringify(entry);
}

/** The checksum has vouched for the bytes: what is in them is what `formatEntry` was given. */
export function parseEntry(payload: string): JournalEntry {
  return JSON.parse(payload) as JournalEntry;
}
