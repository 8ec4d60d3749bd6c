import type { Busyness } from '../load/busyness.ts';
import { isLate } from '../load/load-outcome.ts';
import { percentile } from '../load/percentile.ts';
import type { Exchange } from '../load/request-once.ts';
import { extractVersions, type Shown } from './extract-versions.ts';

/** How often one value was seen under one label. */
export interface Share {
  readonly value: string;
  readonly count: number;
  /** Of all values under the same label, 0 to 100. */
  readonly percent: number;
}

/** What the requests of a stretch of time showed. */
export interface WatchSummary {
  readonly requests: number;
  readonly errors: number;
  /** Answers that were no errors and late, by how busy the machine was meanwhile. */
  readonly late: readonly Busyness[];
  /** What the last of the errors was; absent when there was none. */
  readonly lastError?: string;
  /** good, late, and each kind of error, of all requests; good alone while nothing else was seen. */
  readonly outcomes: readonly Share[];
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** By label, in the order in which the labels were first seen. */
  readonly shares: ReadonlyMap<string, readonly Share[]>;
}

/** The last exchange, ready to be shown. */
export interface LastExchange {
  readonly text: string;
  readonly status?: number;
  readonly tookMs: number;
  readonly error: boolean;
}

interface Observation {
  readonly at: number;
  readonly tookMs: number;
  readonly error: string | undefined;
  readonly late: Busyness | undefined;
  readonly outcome: string;
  readonly shown: readonly Shown[];
}

/** What a right answer in time, and one after it, are called among the outcomes. */
export const GOOD = 'good';
export const LATE = 'late';
/** What stands in a service's row for a request that failed without naming the service. */
export const NO_ANSWER = 'no answer';

/** Collects exchanges and sums them up, over all of them or over those since a point in time. */
export interface WatchStatistics {
  /** `busyness` is asked only when the answer is late. */
  add(exchange: Exchange, at: number, busyness: () => Busyness): void;
  total(): WatchSummary;
  since(at: number): WatchSummary;
  last(): LastExchange | undefined;
}

/** Latencies kept for the total's percentiles, and observations kept for `since`. */
const KEPT_OBSERVATIONS = 100_000;

/** Times are milliseconds of any one clock. An error is no answer in time, or a status of 400 and above. */
export function createWatchStatistics(): WatchStatistics {
  const observations: Observation[] = [];
  const totalShares = new Map<string, Map<string, number>>();
  const totalLate: Busyness[] = [];
  const totalOutcomes = new Map<string, number>();
  let requests = 0;
  let errors = 0;
  let lastError: string | undefined;
  let last: LastExchange | undefined;

  return {
    add(exchange, at, busyness) {
      const error = errorOf(exchange);
      const answers = exchange.answered ? extractVersions(exchange.body) : [];
      // Of a request that failed every service was to answer: without this the shares would look as if nothing had happened.
      const silent =
        error === undefined
          ? []
          : [...totalShares.keys()].filter((label) => !answers.some((it) => it.label === label));
      const shown = [...answers, ...silent.map((label) => ({ label, value: NO_ANSWER }))];
      requests += 1;
      if (error !== undefined) {
        errors += 1;
        lastError = error;
      }
      const late = error === undefined && isLate(exchange.tookMs) ? busyness() : undefined;
      if (late !== undefined) totalLate.push(late);
      countShown(totalShares, shown);
      const outcome = error ?? (late === undefined ? GOOD : LATE);
      totalOutcomes.set(outcome, (totalOutcomes.get(outcome) ?? 0) + 1);
      observations.push({ at, tookMs: exchange.tookMs, error, late, outcome, shown });
      if (observations.length > KEPT_OBSERVATIONS) observations.shift();
      last = {
        text: exchange.answered ? exchange.body.trimEnd() : exchange.reason,
        ...(exchange.status === undefined ? {} : { status: exchange.status }),
        tookMs: exchange.tookMs,
        error: error !== undefined,
      };
    },
    total: () => ({
      requests,
      errors,
      late: totalLate,
      outcomes: shareOut(totalOutcomes),
      ...(lastError === undefined ? {} : { lastError }),
      ...latencies(observations),
      shares: sharesOf(totalShares),
    }),
    since(at) {
      const recent = observations.filter((observation) => observation.at >= at);
      // Every label ever seen stays in its place, so that a redrawn screen does not jump.
      const counts = new Map<string, Map<string, number>>(
        [...totalShares.keys()].map((label) => [label, new Map()]),
      );
      const outcomes = new Map<string, number>([...totalOutcomes.keys()].map((outcome) => [outcome, 0]));
      for (const { shown, outcome } of recent) {
        countShown(counts, shown);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      const problems = recent.flatMap((observation) => observation.error ?? []);
      const latest = problems.at(-1);
      return {
        requests: recent.length,
        errors: problems.length,
        late: recent.flatMap((observation) => observation.late ?? []),
        outcomes: shareOut(outcomes),
        ...(latest === undefined ? {} : { lastError: latest }),
        ...latencies(recent),
        shares: sharesOf(counts),
      };
    },
    last: () => last,
  };
}

function errorOf(exchange: Exchange): string | undefined {
  if (!exchange.answered) return exchange.reason;
  return exchange.status >= 400 ? `status ${exchange.status}` : undefined;
}

function countShown(counts: Map<string, Map<string, number>>, shown: readonly Shown[]): void {
  for (const { label, value } of shown) {
    const values = counts.get(label) ?? new Map<string, number>();
    values.set(value, (values.get(value) ?? 0) + 1);
    counts.set(label, values);
  }
}

function sharesOf(
  counts: ReadonlyMap<string, ReadonlyMap<string, number>>,
): ReadonlyMap<string, readonly Share[]> {
  return new Map([...counts].map(([label, values]) => [label, shareOut(values)]));
}

function shareOut(values: ReadonlyMap<string, number>): readonly Share[] {
  const sum = [...values.values()].reduce((total, count) => total + count, 0);
  return [...values]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([value, count]) => ({ value, count, percent: sum === 0 ? 0 : (100 * count) / sum }));
}

function latencies(observations: readonly Observation[]): Pick<WatchSummary, 'p50Ms' | 'p99Ms'> {
  const values = observations.map((observation) => observation.tookMs);
  const p50Ms = percentile(values, 50);
  const p99Ms = percentile(values, 99);
  return { ...(p50Ms === undefined ? {} : { p50Ms }), ...(p99Ms === undefined ? {} : { p99Ms }) };
}
