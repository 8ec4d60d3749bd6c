import type { Busyness } from './busyness.ts';
import { type AnswerForm, judgeAnswer, type Versions } from './judge-answer.ts';
import type { Exchange } from './request-once.ts';

/** What is late and what is lost, in milliseconds from the call to the last byte. */
export interface RequestLimits {
  /** A right answer that took longer is late: counted and shown, and no failure, as a busy machine is no fault of the mesh. */
  readonly lateAfterMs: number;
  /** A request without an answer by then is lost. */
  readonly lostAfterMs: number;
}

/** The limits that every tutorial, every check, `watch` and the tests go by. */
export const REQUEST_LIMITS: RequestLimits = { lateAfterMs: 2_000, lostAfterMs: 10_000 };

/** One request: when it was sent, how long it took, and what became of it. */
export type LoadOutcome = {
  /** Epoch milliseconds, with a fraction. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** True when the request opened a connection of its own. */
  readonly newConnection: boolean;
  /** How busy the machine was meanwhile; only for a request that is late or lost. */
  readonly busyness?: Busyness;
} & (
  | { readonly ok: true; readonly late: boolean; readonly versions: Versions }
  | {
      /** Lost: answered wrongly, broken off, or not answered in time. */
      readonly ok: false;
      readonly reason: string;
      /** Absent when nothing had arrived. */
      readonly status?: number;
      readonly body?: string;
    }
);

/** A request that was lost, with everything needed to explain it. */
export type LoadFailure = Extract<LoadOutcome, { ok: false }>;

/** How much of a bad body is kept: enough to recognise it. */
const KEPT_BODY_CHARACTERS = 500;

/** Whether an answer that took so long is late. */
export function isLate(tookMs: number, limits: RequestLimits = REQUEST_LIMITS): boolean {
  return tookMs > limits.lateAfterMs;
}

/**
 * Judges what came back of one request; `busyness` is asked only when it is late or lost. What has come is not lost, however long it took: only
 * whoever waits can tell whether there was an answer when the time was over.
 */
export function judgeExchange(
  exchange: Exchange,
  answer: AnswerForm,
  sent: { readonly sentAt: number; readonly newConnection: boolean },
  busyness: () => Busyness,
  limits: RequestLimits = REQUEST_LIMITS,
): LoadOutcome {
  const base = { ...sent, tookMs: exchange.tookMs };
  const judgement = exchange.answered
    ? judgeAnswer(answer, exchange.status, exchange.body)
    : { ok: false as const, reason: exchange.reason };
  if (judgement.ok) {
    const late = isLate(exchange.tookMs, limits);
    return {
      ...base,
      ok: true,
      late,
      versions: judgement.versions,
      ...(late ? { busyness: busyness() } : {}),
    };
  }
  const response =
    exchange.status === undefined
      ? {}
      : { status: exchange.status, body: (exchange.body ?? '').slice(0, KEPT_BODY_CHARACTERS) };
  return { ...base, ok: false, reason: judgement.reason, ...response, busyness: busyness() };
}
