import { readdirSync } from 'node:fs';
import { readProcessStat } from './process-identity.ts';
import { runCommand } from './run-command.ts';

/**
 * The pids of all living processes of a session or process group whose leader is `leader`. Where there is no /proc, of the group only: macOS'
 * ps does not tell sessions.
 */
export async function listSession(leader: number): Promise<readonly number[]> {
  let entries: readonly string[] = [];
  try {
    entries = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    // No /proc: ps below.
  }
  if (entries.length > 0) {
    return entries.map(Number).filter((pid) => {
      const [state, , group, session] = readProcessStat(pid) ?? [];
      return state !== undefined && state !== 'Z' && (Number(group) === leader || Number(session) === leader);
    });
  }
  const { stdout } = await runCommand('ps', ['-A', '-o', 'pid=,pgid=,state=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, group, state] = line.trim().split(/\s+/);
    return Number(group) === leader && state?.startsWith('Z') === false ? [Number(pid)] : [];
  });
}
