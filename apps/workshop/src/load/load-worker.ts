/**
 * The entry of the load process. It is a process of its own so that neither the tutorial's checks nor its output
 * can hold a request back, and it ends with its parent: the channel between the two closes even when the parent is
 * killed.
 */
import http from 'node:http';
import type { LoadNews, LoadOptions, LoadOrder } from './load-messages.ts';
import { judgeExchange, type LoadOutcome } from './load-outcome.ts';
import { startPacing } from './pacing.ts';
import { requestOnce } from './request-once.ts';

/** How often outcomes are handed to the parent. */
const REPORT_EVERY_MS = 100;
/**
 * The client gives an idle connection up first. The load balancer keeps them for an hour, so a request written to a
 * connection that the server is just closing can only be the server's fault, and counts.
 */
const CLIENT_IDLE_MS = 4_000;

function report(news: LoadNews): void {
  process.send?.(news);
}

function startLoad(options: LoadOptions): { stop(): Promise<void> } {
  const url = new URL(options.url);
  const agent = new http.Agent({ keepAlive: true, timeout: CLIENT_IDLE_MS });
  const inFlight = new Set<Promise<void>>();
  let unreported: LoadOutcome[] = [];
  let sent = 0;
  const startedAt = now();

  const send = (index: number) => {
    const newConnection = index % options.newConnectionEvery === 0;
    const sentAt = now();
    sent += 1;
    const settled = requestOnce(url, {
      agent: newConnection ? false : agent,
      timeoutMs: options.timeoutMs,
    }).then((exchange) => {
      unreported.push(judgeExchange(exchange, options.answer, { sentAt, newConnection }));
      inFlight.delete(settled);
    });
    inFlight.add(settled);
  };
  const flush = () => {
    if (unreported.length > 0) report({ type: 'outcomes', outcomes: unreported });
    unreported = [];
  };
  const stopPacing = startPacing(options.requestsPerSecond, send);
  const flushing = setInterval(flush, REPORT_EVERY_MS);

  return {
    async stop() {
      stopPacing();
      const stoppedAt = now();
      await Promise.all(inFlight);
      clearInterval(flushing);
      agent.destroy();
      flush();
      report({ type: 'ended', sent, startedAt, stoppedAt });
    },
  };
}

/** Epoch milliseconds with a fraction: the same clock that the control plane stamps its answers with. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

let load: { stop(): Promise<void> } | undefined;
// The ordinary end too: the parent closes the channel once it has read the last message.
process.on('disconnect', () => process.exit(0));
// Ctrl-C in a terminal reaches every process of the group; the parent decides when the load ends.
process.on('SIGINT', () => {});
process.on('message', (order: LoadOrder) => {
  if (order.type === 'start') load ??= startLoad(order.options);
  else void load?.stop();
});
report({ type: 'ready' });
