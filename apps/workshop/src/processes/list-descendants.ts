import { readdirSync } from 'node:fs';
import { readProcessStat } from '@mesh-workshop/process-lock';
import { runCommand } from './run-command.ts';

/** A process and its parent. */
export interface ProcessLink {
  readonly pid: number;
  readonly parent: number;
}

/** The pids of all descendants, from a list of all processes. */
export function collectDescendants(root: number, links: readonly ProcessLink[]): readonly number[] {
  const children = links.filter((it) => it.parent === root).map((it) => it.pid);
  return children.flatMap((pid) => [pid, ...collectDescendants(pid, links)]);
}

/** The descendants a process has right now: from /proc, else from ps. */
export async function listDescendants(root: number): Promise<readonly number[]> {
  return collectDescendants(root, readLinksFromProc() ?? (await readLinksFromPs()));
}

function readLinksFromProc(): readonly ProcessLink[] | undefined {
  let entries: readonly string[];
  try {
    entries = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    return undefined;
  }
  if (entries.length === 0) return undefined;
  return entries.flatMap((entry) => {
    const parent = readProcessStat(Number(entry))?.[1];
    return parent === undefined ? [] : [{ pid: Number(entry), parent: Number(parent) }];
  });
}

async function readLinksFromPs(): Promise<readonly ProcessLink[]> {
  const { stdout } = await runCommand('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return pid === undefined || parent === undefined ? [] : [{ pid, parent }];
  });
}
