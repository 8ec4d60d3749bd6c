import { readdirSync, readFileSync } from 'node:fs';

/** Why a test that needs to know what runs and listens is skipped here; undefined where it can be known. */
export const NO_PROC = process.platform === 'linux' ? undefined : 'needs /proc, which only Linux has';

/** A process that belongs to one workshop environment. */
export interface WorkshopProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Everything that the supervisor has started: its session and process group, whatever carries its mark in its
 * variables, and the guardian that watches it.
 */
export function processesUnder(supervisorPid: number): readonly WorkshopProcess[] {
  const supervisor = String(supervisorPid);
  return listProcesses((pid, [, , group, session]) => {
    const words = read(pid, 'cmdline').split('\0');
    return (
      group === supervisor ||
      session === supervisor ||
      read(pid, 'environ').includes(`WORKSHOP_RUN_MARK=${supervisor}-`) ||
      (words.some((word) => word.endsWith('guardian.sh')) && words.includes(supervisor))
    );
  });
}

/** Everything that has the path in its variables or command line, whoever started it. */
export function processesNaming(path: string): readonly WorkshopProcess[] {
  return listProcesses((pid) => read(pid, 'environ').includes(path) || read(pid, 'cmdline').includes(path));
}

/** Zombies do not count: they are what is left of a process that has ended. Linux only. */
function listProcesses(
  belongs: (pid: number, fields: readonly string[]) => boolean,
): readonly WorkshopProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const fields = statFields(pid);
      return pid !== process.pid && fields.length > 0 && fields[0] !== 'Z' && belongs(pid, fields);
    })
    .map((pid) => ({ pid, command: read(pid, 'cmdline').replaceAll('\0', ' ').trim() }));
}

/** State, parent, group, session, ... of /proc/<pid>/stat; empty when the process has ended. */
function statFields(pid: number): readonly string[] {
  const text = read(pid, 'stat');
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
