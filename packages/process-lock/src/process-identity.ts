import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same pid (where the kernel tells start times). */
export interface ProcessIdentity {
  readonly pid: number;
  /** clock ticks since boot, Linux only */
  readonly startTicks?: string;
}

/** Fields of /proc/<pid>/stat from the third on (state, parent, group, session, ...); undefined without /proc or process. */
export function readProcessStat(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may itself contain spaces and brackets.
    return text
      .slice(text.lastIndexOf(')') + 2)
      .trim()
      .split(' ');
  } catch {
    return undefined;
  }
}

/** The identity of a running process. */
export function identifyProcess(pid: number): ProcessIdentity {
  const startTicks = readProcessStat(pid)?.[19];
  return startTicks === undefined ? { pid } : { pid, startTicks };
}

/** Whether the very process still runs; a zombie does not. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  const stat = readProcessStat(identity.pid);
  if (stat !== undefined) return stat[0] !== 'Z' && stat[19] === identity.startTicks;
  return identity.startTicks === undefined && isAlive(identity.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
