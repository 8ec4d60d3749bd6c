import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { identifyProcess } from '@mesh-workshop/process-lock';
import { statePaths } from '../state/workshop-paths.ts';
import { startGuardian } from './start-guardian.ts';
import { startSupervisor } from './start-supervisor.ts';
import { PROGRESS_DESCRIPTOR, type SupervisorMessage, type SupervisorOptions } from './supervisor-options.ts';

/** What each process gets to end by itself when the environment is stopped. */
const STOP_GRACE_MS = 2000;

const options = JSON.parse(process.argv[2] ?? '{}') as SupervisorOptions;
const paths = statePaths(options.stateDirectory);
const startedAt = Date.now();

function log(message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${message}\n`);
}

function tell(message: SupervisorMessage): void {
  try {
    writeSync(PROGRESS_DESCRIPTOR, `${JSON.stringify(message)}\n`);
  } catch {
    // `up` was interrupted: nobody is listening, the environment comes up all the same.
  }
}

mkdirSync(paths.run, { recursive: true });
mkdirSync(paths.logs, { recursive: true });
writeFileSync(paths.supervisorPid, JSON.stringify(identifyProcess(process.pid)));
const guardian = startGuardian(path.join(paths.logs, 'guardian.log'));

let started = false;
const asked = new Promise<string>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Half started there is nothing to stop in good order: the guardian, not dismissed, ends it all.
      if (!started) process.exit(1);
      resolve(signal);
    });
  }
});

try {
  const progress = (what: string) => tell({ type: 'progress', what, afterMs: Date.now() - startedAt });
  const supervisor = await startSupervisor(options, progress, log);
  started = true;
  log(`ready after ${supervisor.state.readyAfterMs} ms`);
  tell({ type: 'ready' });
  log(`stopping on ${await asked}`);
  await supervisor.stop(STOP_GRACE_MS);
  log('stopped');
} catch (error) {
  log(`failed: ${error instanceof Error ? error.stack : String(error)}`);
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
} finally {
  await guardian.dismiss();
  // Whatever is still open (a watch of a client, a timer) must not keep a stopped supervisor.
  process.exit();
}
