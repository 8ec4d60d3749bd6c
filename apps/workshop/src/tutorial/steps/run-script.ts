import { type ChildProcess, spawn } from 'node:child_process';
import { lowered, lowerSession, planPriorities, readSchedulingFacts } from '../../processes/cpu-priority.ts';
import { endGroup } from '../../processes/process-group.ts';

/** How a script ended, and everything it printed. */
export interface ScriptResult {
  readonly exitCode: number;
  readonly output: string;
}

/** How a script is run. */
export interface ScriptOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
  /** Gets the output, standard error included, as it comes. */
  readonly onOutput: (chunk: string) => void;
  /** Ends the script and everything it started; the call then rejects. */
  readonly signal: AbortSignal;
}

/** What is left of the script's group after this long is killed. */
const GRACE_MS = 3000;
/** The script has ended; what it left in the background may not hold its output open for longer. */
const OUTPUT_GRACE_MS = 1000;

/**
 * Runs a script in a session of its own, so that it can be ended with everything it started, and after what serves requests: whatever it runs (aws, kubectl,
 * helm, builds) only prepares them.
 */
export async function runScript(script: string, options: ScriptOptions): Promise<ScriptResult> {
  options.signal.throwIfAborted();
  // One pipe for both streams keeps their lines in the order in which they were written.
  const priorities = planPriorities(readSchedulingFacts());
  const { command, args } = lowered(priorities, 'bash', ['-c', 'exec "$0" 2>&1', script]);
  const child = spawn(command, [...args], {
    cwd: options.directory,
    env: options.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  lowerSession(priorities, child.pid);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    options.onOutput(chunk);
  });
  let interrupted: Promise<void> | undefined;
  const interrupt = () => {
    interrupted = endGroup(child.pid, GRACE_MS);
  };
  options.signal.addEventListener('abort', interrupt, { once: true });
  try {
    const exitCode = await ended(child);
    await interrupted;
    options.signal.throwIfAborted();
    return { exitCode, output };
  } finally {
    options.signal.removeEventListener('abort', interrupt);
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const exitCode = code ?? (signal === null ? 1 : 128);
      const drained = setTimeout(() => child.stdout?.destroy(), OUTPUT_GRACE_MS);
      child.once('close', () => {
        clearTimeout(drained);
        resolve(exitCode);
      });
    });
  });
}
