import { isRecord } from './json-record.ts';

/** JSON with sorted members, for comparing; empty for what is not JSON, which no Kubernetes API or file contains. */
export function canonicalText(value: unknown): string {
  try {
    return JSON.stringify(value, (_, member: unknown) => (isRecord(member) ? sorted(member) : member)) ?? '';
  } catch {
    return '';
  }
}

function sorted(record: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
