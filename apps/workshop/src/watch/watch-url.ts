import { createColors } from 'picocolors';
import { startBusynessMeter } from '../load/busyness.ts';
import { REQUEST_LIMITS } from '../load/load-outcome.ts';
import { requestOnce } from '../load/request-once.ts';
import { useColor } from '../status/use-color.ts';
import { renderLine, renderScreen, renderTotals } from './render-watch.ts';
import { openScreen } from './screen.ts';
import { createWatchStatistics, type WatchSummary } from './watch-statistics.ts';

/** How a URL is watched. */
export interface WatchOptions {
  readonly intervalMs: number;
  /** Stop after so many requests. */
  readonly count?: number;
  /** Stop after so many milliseconds. */
  readonly forMs?: number;
}

/** Where the picture goes: redrawn in place on a terminal, one line a second anywhere else. */
export type WatchOutput = Pick<NodeJS.WriteStream, 'write'> & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

const RECENT_SECONDS = 10;
const REDRAW_MS = 250;
const LINE_MS = 1000;
/** A timer later than that was no busy event loop. */
const LATE_TIMER_MS = 1000;

/**
 * When the next request is due: an interval after the one before, so that the rate holds although a timer is a little late; after a pause (Ctrl-Z, a
 * closed lid) at once and then at the same rate, as what was not asked meanwhile is not worth a burst. Milliseconds of one clock.
 */
export function nextDue(due: number, intervalMs: number, now: number): number {
  const next = due + intervalMs;
  return now - next > Math.max(intervalMs, LATE_TIMER_MS) ? now : next;
}

/**
 * Requests the URL at the interval until a bound is reached or the signal aborts, then prints and returns the totals.
 * Like the curl loop it stands for, it opens a connection per request, so that a balancer of connections shows too.
 */
export async function watchUrl(
  url: URL,
  options: WatchOptions,
  output: WatchOutput,
  signal: AbortSignal,
): Promise<WatchSummary> {
  const statistics = createWatchStatistics();
  const startedAt = performance.now();
  const inFlight = new Set<Promise<void>>();
  const meter = startBusynessMeter();
  const elapsed = () => performance.now() - startedAt;
  const stopShowing = output.isTTY ? showScreen() : showLines();

  function showScreen(): () => void {
    const screen = openScreen(output);
    const colors = createColors(useColor(output));
    const draw = () => {
      const view = {
        url: url.href,
        elapsedMs: elapsed(),
        recent: statistics.since(elapsed() - RECENT_SECONDS * 1000),
        recentSeconds: RECENT_SECONDS,
        total: statistics.total(),
        last: statistics.last(),
      };
      // A terminal that does not know its size says 0.
      screen.draw(renderScreen(view, { columns: output.columns || 80, rows: output.rows || 24 }, colors));
    };
    draw();
    const timer = setInterval(draw, REDRAW_MS);
    return () => {
      clearInterval(timer);
      draw();
      screen.close();
      output.write('\n');
    };
  }

  function showLines(): () => void {
    let shownUpTo = 0;
    const timer = setInterval(() => {
      output.write(`${renderLine(statistics.since(shownUpTo), new Date())}\n`);
      shownUpTo = elapsed();
    }, LINE_MS);
    return () => clearInterval(timer);
  }

  await new Promise<void>((resolve) => {
    let sent = 0;
    let due = startedAt;
    let timer: NodeJS.Timeout;
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const next = () => {
      if (sent === options.count || elapsed() >= (options.forMs ?? Number.POSITIVE_INFINITY)) return finish();
      sent += 1;
      const sentAt = performance.now();
      const timeoutMs = REQUEST_LIMITS.lostAfterMs;
      const settled = requestOnce(url, { agent: false, timeoutMs, signal }).then((exchange) => {
        const busyness = () => meter.between(sentAt, performance.now());
        // A request that Ctrl-C cut short says nothing about the service.
        if (exchange.answered || !signal.aborted) statistics.add(exchange, elapsed(), busyness);
        inFlight.delete(settled);
      });
      inFlight.add(settled);
      due = nextDue(due, options.intervalMs, performance.now());
      timer = setTimeout(next, due - performance.now());
    };
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
    else next();
  });
  await Promise.all(inFlight);
  stopShowing();
  meter.stop();
  const total = statistics.total();
  output.write(`${renderTotals(total, elapsed()).join('\n')}\n`);
  return total;
}
