import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A process the supervisor keeps, as `./workshop status` shows it. */
export interface ProcessEntry {
  readonly name: string;
  /** absent while it is being started again */
  readonly pid?: number;
  readonly restarts: number;
}

/** Writes the table for other programs to read; each sees the old or the new one, never half. */
export function writeProcessTable(file: string, entries: readonly ProcessEntry[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(entries));
  renameSync(`${file}.new`, file);
}

/** The table as it was written last; empty before the first time. */
export function readProcessTable(file: string): readonly ProcessEntry[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessEntry[];
  } catch {
    return [];
  }
}
