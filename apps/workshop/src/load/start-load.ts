import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadNews, LoadOptions, LoadOrder } from './load-messages.ts';
import type { LoadOutcome } from './load-outcome.ts';
import { type LoadReport, summarizeLoad } from './load-report.ts';

const TYPESCRIPT_LOADER = new URL('../../typescript.mjs', import.meta.url).href;

/** A load that is running in a process of its own. */
export interface Load {
  readonly pid: number;
  /** Everything that has come back so far, in the order of the answers. */
  outcomes(): readonly LoadOutcome[];
  /** Ends the load, waits for the requests in flight and sums up. Rejects when the process died or the sums differ. */
  stop(): Promise<LoadReport>;
  /** Ends the process at once, whatever is in flight. */
  kill(): void;
}

/** Starts a load; resolves when its process has begun to send. `onFailure` is told of each failed request. */
export async function startLoad(
  options: LoadOptions,
  onFailure: (failure: Extract<LoadOutcome, { ok: false }>) => void = () => {},
): Promise<Load> {
  const child = fork(fileURLToPath(new URL('./load-worker.ts', import.meta.url)), [], {
    // The loader is named here, so that it does not matter how this process itself was started.
    execArgv: ['--import', TYPESCRIPT_LOADER],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const outcomes: LoadOutcome[] = [];
  const ended = new Promise<Extract<LoadNews, { type: 'ended' }>>((resolve, reject) => {
    child.on('message', (news: LoadNews) => {
      if (news.type === 'ended') resolve(news);
      if (news.type !== 'outcomes') return;
      for (const outcome of news.outcomes) {
        outcomes.push(outcome);
        if (!outcome.ok) onFailure(outcome);
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`the load process ended unasked (${signal ?? `exit code ${code}`})`)),
    );
  });
  // Whoever waits for the end gets the rejection; a load that is never stopped must not crash the process.
  ended.catch(() => {});
  const send = (order: LoadOrder) => {
    // A channel that has closed means that the process is gone, which `ended` reports.
    if (child.connected) child.send(order);
  };

  await Promise.race([once(child, 'message'), ended]);
  send({ type: 'start', options });
  return {
    pid: child.pid ?? 0,
    outcomes: () => outcomes,
    async stop() {
      send({ type: 'stop' });
      const last = await ended;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
      return summarizeLoad(outcomes, last);
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
