import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isSameProcess, type ProcessIdentity } from '@mesh-workshop/process-lock';
import { stringify } from 'yaml';
import { listProcessesOf } from '../processes/list-processes-of.ts';
import { statePaths } from '../state/workshop-paths.ts';
import { WorkshopError } from '../workshop-error.ts';

/** What taking down found and did. */
export interface DownResult {
  /** a supervisor was running */
  readonly wasRunning: boolean;
  /** processes that did not end by themselves and were killed */
  readonly killed: readonly number[];
}

/** How long the supervisor may take to stop everything by itself. */
const GRACEFUL_LIMIT_MS = 8000;
/** For processes that end by themselves once the supervisor is gone, because they read from it. */
const STRAGGLER_LIMIT_MS = 500;
const KILL_LIMIT_MS = 5000;
const POLL_MS = 50;

/**
 * Stops the environment of a state directory and forgets its state; tools, images and the logs of the last run stay, and a kubeconfig that says so. Safe to call when nothing runs, and
 * after a supervisor was killed. Throws a WorkshopError when a process cannot be ended.
 */
export async function takeDown(stateDirectory: string): Promise<DownResult> {
  const paths = statePaths(stateDirectory);
  const supervisor = await readIdentity(paths.supervisorPid);
  const wasRunning = supervisor !== undefined && isSameProcess(supervisor);
  let killed: readonly number[] = [];
  const hadKubeconfig = existsSync(paths.kubeconfig);
  if (supervisor !== undefined) {
    if (wasRunning) {
      signalProcess(supervisor.pid, 'SIGTERM');
      await waitUntil(() => !isSameProcess(supervisor), GRACEFUL_LIMIT_MS);
    }
    killed = await endRest(supervisor);
  }
  for (const directory of [paths.run, paths.controlPlane, paths.kubeCache, paths.helm]) {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
  if (hadKubeconfig) await leaveStoppedKubeconfig(stateDirectory);
  return { wasRunning, killed };
}

/**
 * A shell that still has the environment's variables must neither reach another cluster nor be told about localhost:8080: of a context that does not exist
 * kubectl and helm print the name, and nothing else. The next `up` writes the real one to the same place.
 */
async function leaveStoppedKubeconfig(stateDirectory: string): Promise<void> {
  const { run, kubeconfig } = statePaths(stateDirectory);
  const context = '(this environment is stopped; start it again with: ./workshop up)';
  await mkdir(run, { recursive: true });
  await writeFile(kubeconfig, stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': context }));
}

/** Kills what is left of what the supervisor started, and makes sure that nothing is. */
async function endRest(supervisor: ProcessIdentity): Promise<readonly number[]> {
  let left = await listProcessesOf(supervisor);
  const patience = performance.now() + STRAGGLER_LIMIT_MS;
  while (left.length > 0 && performance.now() < patience) {
    await delay(POLL_MS);
    left = await listProcessesOf(supervisor);
  }
  let remaining = left;
  const deadline = performance.now() + KILL_LIMIT_MS;
  while (remaining.length > 0 && performance.now() < deadline) {
    for (const pid of remaining) signalProcess(pid, 'SIGKILL');
    await delay(POLL_MS);
    remaining = await listProcessesOf(supervisor);
  }
  if (remaining.length > 0) {
    throw new WorkshopError(`these processes of the environment cannot be ended: ${remaining.join(', ')}`);
  }
  return left;
}

async function waitUntil(test: () => boolean, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!test() && performance.now() < deadline) await delay(POLL_MS);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

async function readIdentity(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
