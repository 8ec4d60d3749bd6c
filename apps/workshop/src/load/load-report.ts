import type { Busyness } from './busyness.ts';
import type { LoadNews } from './load-messages.ts';
import type { LoadFailure, LoadOutcome } from './load-outcome.ts';
import { percentile } from './percentile.ts';

/** What a load sent and what became of it. */
export interface LoadReport {
  readonly sent: number;
  /** Answered right, in time or late. */
  readonly ok: number;
  /** Of those, the late ones. */
  readonly late: number;
  /** How busy the machine was meanwhile, for the first of them. */
  readonly busynessWhenLate: readonly Busyness[];
  /** Lost. */
  readonly failed: number;
  /** Requests that opened a connection of their own. */
  readonly newConnections: number;
  /** Requests that were due and not sent, so as not to overload a busy machine. */
  readonly heldBack: number;
  readonly durationMs: number;
  readonly requestsPerSecond: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** The first failures; `failed` counts them all. */
  readonly failures: readonly LoadFailure[];
}

/** More failures and late ones than this explain nothing more. */
const KEPT = 100;

/**
 * Sums a load up. `ended.sent` was counted when the requests left, the outcomes when they came back: when the two
 * differ, requests were lost without a trace and the numbers cannot be trusted, so that is an error.
 */
export function summarizeLoad(
  outcomes: readonly LoadOutcome[],
  ended: Extract<LoadNews, { type: 'ended' }>,
): LoadReport {
  const failures = outcomes.filter((outcome) => !outcome.ok);
  const ok = outcomes.length - failures.length;
  const late = outcomes.filter((outcome) => outcome.ok && outcome.late);
  if (ended.sent !== ok + failures.length) {
    throw new Error(
      `the load sent ${ended.sent} requests but ${ok} ok + ${failures.length} failed came back`,
    );
  }
  const latencies = outcomes.map((outcome) => outcome.tookMs);
  const p50Ms = percentile(latencies, 50);
  const p99Ms = percentile(latencies, 99);
  const durationMs = ended.stoppedAt - ended.startedAt;
  return {
    sent: ended.sent,
    ok,
    late: late.length,
    busynessWhenLate: late.slice(0, KEPT).flatMap((outcome) => outcome.busyness ?? []),
    failed: failures.length,
    newConnections: outcomes.filter((outcome) => outcome.newConnection).length,
    heldBack: ended.heldBack,
    durationMs,
    requestsPerSecond: durationMs > 0 ? (ended.sent * 1000) / durationMs : 0,
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p99Ms === undefined ? {} : { p99Ms }),
    failures: failures.slice(0, KEPT),
  };
}
