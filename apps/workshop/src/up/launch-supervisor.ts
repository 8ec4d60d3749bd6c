import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { SupervisorMessage, SupervisorOptions } from '../supervisor/supervisor-options.ts';
import { WorkshopError } from '../workshop-error.ts';

const LOADER = fileURLToPath(new URL('../../typescript.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('../supervisor/main.ts', import.meta.url));

/**
 * Starts the supervisor in a session of its own and resolves when it is ready; after that it lives on without us. Throws what it says when it
 * fails; `signal` ends it when the person gives up waiting.
 */
export async function launchSupervisor(
  options: SupervisorOptions,
  logFile: string,
  onProgress: (what: string, afterMs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--import', LOADER, MAIN, JSON.stringify(options)], {
    detached: true,
    cwd: options.stateDirectory,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  const abort = () => child.kill('SIGTERM');
  signal.addEventListener('abort', abort, { once: true });
  const pipe = child.stdio[3] as Readable;
  try {
    for await (const line of createInterface({ input: pipe })) {
      const message = JSON.parse(line) as SupervisorMessage;
      if (message.type === 'progress') onProgress(message.what, message.afterMs);
      else if (message.type === 'failed')
        throw new WorkshopError(`the environment did not start: ${message.message}\nLog: ${logFile}`);
      else return;
    }
    if (signal.aborted) throw new WorkshopError('interrupted; what had been started is ended again', 130);
    throw new WorkshopError(`the environment did not start: its supervisor ended. Log: ${logFile}`);
  } finally {
    signal.removeEventListener('abort', abort);
    pipe.destroy();
    child.unref();
  }
}
