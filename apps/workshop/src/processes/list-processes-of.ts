import { readdirSync, readFileSync } from 'node:fs';
import { type ProcessIdentity, readProcessStat } from '@mesh-workshop/process-lock';
import { runCommand } from './run-command.ts';
import { RUN_MARK_VARIABLE, runMarkOf } from './run-mark.ts';

/**
 * The pids of all living processes that a supervisor started: its session, its process group, and what carries its mark. Where there is no /proc, the group
 * only: macOS' ps tells neither sessions nor environments.
 */
export async function listProcessesOf(supervisor: ProcessIdentity): Promise<readonly number[]> {
  const leader = supervisor.pid;
  let entries: readonly string[] = [];
  try {
    entries = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    // No /proc: ps below.
  }
  if (entries.length > 0) {
    const mark = `${RUN_MARK_VARIABLE}=${runMarkOf(supervisor)}`;
    return entries.map(Number).filter((pid) => {
      const [state, , group, session] = readProcessStat(pid) ?? [];
      if (state === undefined || state === 'Z') return false;
      return Number(group) === leader || Number(session) === leader || readEnvironment(pid).includes(mark);
    });
  }
  const { stdout } = await runCommand('ps', ['-A', '-o', 'pid=,pgid=,state=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, group, state] = line.trim().split(/\s+/);
    return Number(group) === leader && state?.startsWith('Z') === false ? [Number(pid)] : [];
  });
}

function readEnvironment(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // Somebody else's process, or one that has ended.
    return [];
  }
}
