import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { identifyProcess } from '@mesh-workshop/process-lock';
import { RUN_MARK_VARIABLE, runMarkOf } from '../processes/run-mark.ts';

const SCRIPT = fileURLToPath(new URL('./guardian.sh', import.meta.url));

/** The process that cleans up after a supervisor that could not. */
export interface Guardian {
  readonly pid: number | undefined;
  /** Tells the guardian that everything is stopped: it ends without doing anything. */
  dismiss(): Promise<void>;
}

/** Starts the guardian of this process, which must lead its process group. */
export function startGuardian(logFile: string): Guardian {
  const log = openSync(logFile, 'a');
  const mark = `${RUN_MARK_VARIABLE}=${runMarkOf(identifyProcess(process.pid))}`;
  // `detached` gives it a session of its own. Node's pipes close on exec, so nobody else holds the writing end.
  const child = spawn('/bin/sh', [SCRIPT, mark, String(process.pid)], {
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { stdin } = child;
  if (stdin === null) throw new Error('the guardian has no pipe');
  // Written to only at the end; when the guardian was killed, there is nobody to tell.
  stdin.on('error', () => undefined);
  return {
    pid: child.pid,
    async dismiss() {
      stdin.end('dismissed\n');
      await gone;
    },
  };
}
