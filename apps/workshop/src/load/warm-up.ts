import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerForm } from './judge-answer.ts';
import { createJudgedRequests } from './judged-requests.ts';
import { REQUEST_LIMITS } from './load-outcome.ts';
import { requestOnce } from './request-once.ts';

/** Not a promise of speed: after so long it is not coming any more. */
const LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 20;
/** So many good answers in a row, each in time: connections are open, code is compiled. */
const WARM_ANSWERS = 20;

/** Milliseconds until the load balancer answered 200 for the first time. `url` may reject while there is no address. */
export async function awaitFirstAnswer(url: () => Promise<URL>, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  let seen = 'the load balancer has no address';
  while (elapsed() < LIMIT_MS) {
    try {
      const exchange = await requestOnce(await url(), {
        agent: false,
        timeoutMs: REQUEST_LIMITS.lostAfterMs,
        signal,
      });
      if (exchange.answered && exchange.status === 200) return elapsed();
      seen = exchange.answered ? `status ${exchange.status}` : exchange.reason;
    } catch (error) {
      seen = error instanceof Error ? error.message : String(error);
    }
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
  throw new Error(`no 200 through the load balancer within ${LIMIT_MS / 1000} s; last seen: ${seen}`);
}

/**
 * Asks until enough answers in a row are good and in time, one after the other. On a machine so busy that this does not come about it goes on without:
 * what follows counts what is late.
 */
export async function awaitWarmServices(
  url: URL,
  options: { readonly answer: AnswerForm; readonly signal: AbortSignal },
): Promise<void> {
  const requests = createJudgedRequests(url, options);
  const deadline = performance.now() + LIMIT_MS;
  try {
    let inARow = 0;
    while (inARow < WARM_ANSWERS && performance.now() < deadline) {
      const outcome = await requests.send(false);
      options.signal.throwIfAborted();
      inARow = outcome.ok && !outcome.late ? inARow + 1 : 0;
      if (!outcome.ok) await pause(LOOK_EVERY_MS, undefined, { signal: options.signal });
    }
  } finally {
    requests.close();
  }
}
