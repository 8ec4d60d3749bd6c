import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { identifyProcess } from '@mesh-workshop/process-lock';
import { planPriorities, readSchedulingFacts } from './cpu-priority.ts';
import { listDescendants } from './list-descendants.ts';
import { RUN_MARK_VARIABLE, runMarkOf } from './run-mark.ts';

/** How a process ended. */
interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child that writes into a log file. */
export interface RunningProcess {
  readonly pid: number;
  /** epoch milliseconds */
  readonly startedAt: number;
  /** resolves when it has ended; never rejects */
  readonly exited: Promise<ProcessExit>;
  /** undefined while it runs */
  readonly exit: ProcessExit | undefined;
  /** SIGTERM, and SIGKILL after `graceMs`, descendants included; resolves when it is gone */
  stop(graceMs: number): Promise<ProcessExit>;
}

/** What to start. The environment is complete but for the mark (RUN_MARK_VARIABLE) by which it is found again: nothing is inherited. */
export interface ProcessPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** stdout and stderr are appended here */
  readonly logFile: string;
}

/**
 * Starts a process that serves, straight into its log file: in this one's process group (so that it dies with it, see the guardian), or as the leader of a
 * session where that gives it a share of the CPUs (its mark finds it there). Rejects when it cannot be started at all, e.g. ENOENT.
 */
export async function startProcess(plan: ProcessPlan): Promise<RunningProcess> {
  mkdirSync(path.dirname(plan.logFile), { recursive: true });
  const log = openSync(plan.logFile, 'a');
  let child: ChildProcess;
  try {
    child = spawn(plan.command, [...plan.args], {
      env: { ...plan.env, [RUN_MARK_VARIABLE]: runMarkOf(identifyProcess(process.pid)) },
      cwd: plan.cwd,
      detached: planPriorities(readSchedulingFacts()).serveInOwnSessions,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
  let exit: ProcessExit | undefined;
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  // Later errors (a signal that could not be sent) are visible in what follows from them.
  child.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${plan.command} has no pid`);
  return {
    pid,
    startedAt: Date.now(),
    exited,
    get exit() {
      return exit;
    },
    async stop(graceMs) {
      if (exit !== undefined) return exit;
      // Once the process is gone, its children belong to init and cannot be found any more.
      const descendants = await listDescendants(pid);
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const result = await exited;
      clearTimeout(killer);
      for (const descendant of descendants) kill(descendant);
      return result;
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
