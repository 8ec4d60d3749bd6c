/**
 * The entry of the load process. It is a process of its own so that neither the tutorial's checks nor its output
 * can hold a request back, and it ends with its parent: the channel between the two closes even when the parent is
 * killed.
 */
import { createInFlightLimit } from './in-flight-limit.ts';
import { createJudgedRequests, epochNow } from './judged-requests.ts';
import type { LoadNews, LoadOptions, LoadOrder } from './load-messages.ts';
import type { LoadOutcome } from './load-outcome.ts';
import { startPacing } from './pacing.ts';

/** How often outcomes are handed to the parent. */
const REPORT_EVERY_MS = 100;
/** More under way at once would prove no more. */
const MOST_IN_FLIGHT = 16;

function report(news: LoadNews): void {
  process.send?.(news);
}

function startLoad(options: LoadOptions): { stop(): Promise<void> } {
  const requests = createJudgedRequests(new URL(options.url), {
    answer: options.answer,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const limit = createInFlightLimit(MOST_IN_FLIGHT);
  const inFlight = new Set<Promise<void>>();
  let unreported: LoadOutcome[] = [];
  let sent = 0;
  let heldBack = 0;
  const startedAt = epochNow();

  const send = () => {
    if (inFlight.size >= limit.value) {
      heldBack += 1;
      return;
    }
    const newConnection = sent % options.newConnectionEvery === 0;
    sent += 1;
    const settled = requests.send(newConnection).then((outcome) => {
      limit.settled(outcome.tookMs);
      unreported.push(outcome);
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
      const stoppedAt = epochNow();
      await Promise.all(inFlight);
      clearInterval(flushing);
      requests.close();
      flush();
      report({ type: 'ended', sent, heldBack, startedAt, stoppedAt });
    },
  };
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
