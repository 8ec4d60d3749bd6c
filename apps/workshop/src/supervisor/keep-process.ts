import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessPlan, type RunningProcess, startProcess } from '../processes/start-process.ts';

/** A process that is started again whenever it ends. */
export interface KeptProcess {
  readonly name: string;
  readonly pid: number | undefined;
  readonly restarts: number;
  stop(graceMs: number): Promise<void>;
}

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;
/** Having run this long makes the next failure a new one. */
const HEALTHY_AFTER_MS = 30_000;

/** Milliseconds to wait before the next start, after this many failures in a row. */
export function backoffMs(failures: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
}

/** Starts a process and keeps it running; what happens is told to `log`, and that something did to `onChange`. Rejects when the first start is impossible. */
export async function keepProcess(
  name: string,
  plan: ProcessPlan,
  log: (message: string) => void,
  onChange: () => void = () => undefined,
): Promise<KeptProcess> {
  const stopped = new AbortController();
  let current: RunningProcess | undefined = await startProcess(plan);
  let restarts = 0;
  let failures = 0;

  async function keep(): Promise<void> {
    while (!stopped.signal.aborted) {
      if (current !== undefined) {
        // Not its startedAt: the time of day may be set while it runs.
        const since = performance.now();
        const { code, signal } = await current.exited;
        if (stopped.signal.aborted) return;
        if (performance.now() - since > HEALTHY_AFTER_MS) failures = 0;
        log(`${name} (process ${current.pid}) ended with ${signal ?? `code ${code}`}; log: ${plan.logFile}`);
        onChange();
      }
      failures += 1;
      // Stopped while waiting: the loop ends.
      await delay(backoffMs(failures), undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      restarts += 1;
      try {
        current = await startProcess(plan);
        log(`${name} started again (process ${current.pid})`);
        onChange();
      } catch (error) {
        current = undefined;
        log(`${name} cannot be started: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  const loop = keep();
  return {
    name,
    get pid() {
      return current?.exit === undefined ? current?.pid : undefined;
    },
    get restarts() {
      return restarts;
    },
    async stop(graceMs) {
      stopped.abort();
      await current?.stop(graceMs);
      await loop;
      // A start that was under way when the stop came.
      await current?.stop(0);
    },
  };
}
