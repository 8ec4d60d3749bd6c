import http from 'node:http';
import { startBusynessMeter } from './busyness.ts';
import type { AnswerForm } from './judge-answer.ts';
import { judgeExchange, type LoadOutcome, REQUEST_LIMITS, type RequestLimits } from './load-outcome.ts';
import { requestOnce } from './request-once.ts';

/** Requests to one address, each of them judged. */
export interface JudgedRequests {
  /** Sends one, on a connection of its own or on a kept-alive one; it never rejects. */
  send(newConnection: boolean): Promise<LoadOutcome>;
  close(): void;
}

/**
 * The client gives an idle connection up first. The load balancer keeps them for an hour, so a request written to a connection that the server is just
 * closing can only be the server's fault, and counts.
 */
const CLIENT_IDLE_MS = 4_000;

/** Whoever asks a load balancer asks here, so that one module says what is lost and what is late. */
export function createJudgedRequests(
  url: URL,
  options: { readonly answer: AnswerForm; readonly limits?: RequestLimits; readonly signal?: AbortSignal },
): JudgedRequests {
  const { answer, limits = REQUEST_LIMITS, signal } = options;
  const agent = new http.Agent({ keepAlive: true, timeout: CLIENT_IDLE_MS });
  const meter = startBusynessMeter();
  return {
    async send(newConnection) {
      const sentAt = epochNow();
      const from = performance.now();
      const exchange = await requestOnce(url, {
        agent: newConnection ? false : agent,
        timeoutMs: limits.lostAfterMs,
        ...(signal === undefined ? {} : { signal }),
      });
      const busyness = () => meter.between(from, performance.now());
      return judgeExchange(exchange, answer, { sentAt, newConnection }, busyness, limits);
    },
    close() {
      agent.destroy();
      meter.stop();
    },
  };
}

/** Epoch milliseconds with a fraction: the same clock that the control plane stamps its answers with. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
