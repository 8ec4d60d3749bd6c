import http from 'node:http';
import { type AnswerForm, judgeAnswer } from '../load/judge-answer.ts';
import { requestOnce } from '../load/request-once.ts';

/** What a number of requests showed. */
export interface Sample {
  readonly requests: number;
  /** How often each version of each service was seen: `{ Product: { '1.0': 1507, '1.5': 493 } }`. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Why requests failed, one entry each. */
  readonly failures: readonly string[];
}

/** How a sample is taken. */
export interface SampleOptions {
  readonly answer: AnswerForm;
  readonly requests: number;
  readonly signal: AbortSignal;
}

/** Few enough not to get in the way of the background load on two cores. */
const CONCURRENCY = 6;
const TIMEOUT_MS = 2000;

/** Sends the requests a few at a time, over kept-alive connections, and counts the versions in their answers. */
export async function sampleVersions(url: URL, options: SampleOptions): Promise<Sample> {
  const agent = new http.Agent({ keepAlive: true, timeout: 4000 });
  const counts: Record<string, Record<string, number>> = {};
  const failures: string[] = [];
  let sent = 0;
  const worker = async () => {
    while (sent < options.requests) {
      options.signal.throwIfAborted();
      sent += 1;
      const exchange = await requestOnce(url, { agent, timeoutMs: TIMEOUT_MS, signal: options.signal });
      const judgement = exchange.answered
        ? judgeAnswer(options.answer, exchange.status, exchange.body)
        : { ok: false as const, reason: exchange.reason };
      if (!judgement.ok) {
        failures.push(judgement.reason);
        continue;
      }
      for (const [service, version] of Object.entries(judgement.versions)) {
        const versions = counts[service] ?? {};
        versions[version] = (versions[version] ?? 0) + 1;
        counts[service] = versions;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  } finally {
    agent.destroy();
  }
  return { requests: sent, counts, failures };
}
