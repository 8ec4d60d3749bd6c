import { type AnswerForm, judgeAnswer, type Versions } from './judge-answer.ts';
import type { Exchange } from './request-once.ts';

/** One request of a load: when it was sent, how long it took, and what its answer showed. */
export type LoadOutcome = {
  /** Epoch milliseconds, with a fraction. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** True when the request opened a connection of its own. */
  readonly newConnection: boolean;
} & (
  | { readonly ok: true; readonly versions: Versions }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Absent when nothing had arrived. */
      readonly status?: number;
      readonly body?: string;
    }
);

/** A request that failed, with everything needed to explain it. */
export type LoadFailure = Extract<LoadOutcome, { ok: false }>;

/** How much of a bad body is kept: enough to recognise it. */
const KEPT_BODY_CHARACTERS = 500;

/** Judges what came back of one request. */
export function judgeExchange(
  exchange: Exchange,
  answer: AnswerForm,
  sent: { readonly sentAt: number; readonly newConnection: boolean },
): LoadOutcome {
  const base = { ...sent, tookMs: exchange.tookMs };
  const response =
    exchange.status === undefined
      ? {}
      : { status: exchange.status, body: (exchange.body ?? '').slice(0, KEPT_BODY_CHARACTERS) };
  if (!exchange.answered) return { ...base, ok: false, reason: exchange.reason, ...response };
  const judgement = judgeAnswer(answer, exchange.status, exchange.body);
  return judgement.ok
    ? { ...base, ok: true, versions: judgement.versions }
    : { ...base, ok: false, reason: judgement.reason, ...response };
}
