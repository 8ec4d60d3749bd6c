import { type Busyness, formatBusyness } from '../load/busyness.ts';
import { createInFlightLimit } from '../load/in-flight-limit.ts';
import type { AnswerForm } from '../load/judge-answer.ts';
import { createJudgedRequests } from '../load/judged-requests.ts';

/** What a number of requests showed. */
export interface Sample {
  readonly requests: number;
  /** How often each version of each service was seen: `{ Product: { '1.0': 1507, '1.5': 493 } }`. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Why requests were lost, one entry each. */
  readonly failures: readonly string[];
  /** How busy the machine was, one entry for each right answer that was late. */
  readonly late: readonly Busyness[];
}

/** How a sample is taken. */
export interface SampleOptions {
  readonly answer: AnswerForm;
  readonly requests: number;
  readonly signal: AbortSignal;
  /** Told now and then how many of the requests have been answered. */
  readonly onProgress?: (answered: number, wanted: number) => void;
}

/** Few enough not to get in the way of the background load on two cores. */
const MOST_IN_FLIGHT = 6;
const PROGRESS_EVERY_MS = 5_000;

/**
 * Sends the requests over kept-alive connections, no more at once than the answers leave room for, and counts the versions in them. It takes as long
 * as it takes: a share is known by the number of its requests.
 */
export async function sampleVersions(url: URL, options: SampleOptions): Promise<Sample> {
  const { answer, signal } = options;
  const requests = createJudgedRequests(url, { answer, signal });
  const limit = createInFlightLimit(MOST_IN_FLIGHT);
  const counts: Record<string, Record<string, number>> = {};
  const failures: string[] = [];
  const late: Busyness[] = [];
  const inFlight = new Set<Promise<void>>();
  let sent = 0;
  let toldAt = performance.now();
  const sendOne = async () => {
    const outcome = await requests.send(false);
    limit.settled(outcome.tookMs);
    if (!outcome.ok) {
      failures.push(outcome.reason);
      return;
    }
    if (outcome.busyness !== undefined) late.push(outcome.busyness);
    for (const [service, version] of Object.entries(outcome.versions)) {
      const versions = counts[service] ?? {};
      versions[version] = (versions[version] ?? 0) + 1;
      counts[service] = versions;
    }
  };
  try {
    while (sent < options.requests || inFlight.size > 0) {
      signal.throwIfAborted();
      while (sent < options.requests && inFlight.size < limit.value) {
        sent += 1;
        const settled = sendOne().finally(() => inFlight.delete(settled));
        inFlight.add(settled);
      }
      await Promise.race(inFlight);
      if (performance.now() - toldAt > PROGRESS_EVERY_MS) {
        options.onProgress?.(sent - inFlight.size, options.requests);
        toldAt = performance.now();
      }
    }
  } finally {
    requests.close();
  }
  return { requests: sent, counts, failures, late };
}

/** What a check says of requests that were lost or late: `, 3 lost: status 503, 2 late (CPU pressure 60 to 90 %)`; empty when none were. */
export function formatTrouble(sample: Pick<Sample, 'failures' | 'late'>): string {
  const { failures, late } = sample;
  const lost = failures.length === 0 ? '' : `, ${failures.length} lost: ${failures[0]}`;
  return `${lost}${late.length === 0 ? '' : `, ${late.length} late (${formatBusyness(late)})`}`;
}
