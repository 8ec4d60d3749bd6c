import type { AnswerForm } from './judge-answer.ts';
import type { LoadOutcome, RequestLimits } from './load-outcome.ts';

/** What a load does. */
export interface LoadOptions {
  /** Every request is a GET of this URL. */
  readonly url: string;
  /** What a good answer looks like. */
  readonly answer: AnswerForm;
  /** At most: fewer while answers are slow, as a load that waits for nobody would overload a busy machine by itself. */
  readonly requestsPerSecond: number;
  /** Every n-th request opens its own connection; the others share kept-alive ones. */
  readonly newConnectionEvery: number;
  /** Absent: those that everything goes by. */
  readonly limits?: RequestLimits;
}

/** From the parent to the load process. */
export type LoadOrder =
  | { readonly type: 'start'; readonly options: LoadOptions }
  /** No new requests; those in flight are waited for. */
  | { readonly type: 'stop' };

/** From the load process to the parent. */
export type LoadNews =
  /** The process listens for orders. */
  | { readonly type: 'ready' }
  | { readonly type: 'outcomes'; readonly outcomes: readonly LoadOutcome[] }
  /** The last message. `sent` is counted when a request leaves, apart from the outcomes. */
  | {
      readonly type: 'ended';
      readonly sent: number;
      /** Requests that were due and not sent, as too many were under way. */
      readonly heldBack: number;
      /** Epoch milliseconds of the first request and of the stop. */
      readonly startedAt: number;
      readonly stoppedAt: number;
    };
