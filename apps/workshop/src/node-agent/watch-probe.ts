import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeFailure } from './run-probe.ts';

/** How often and how patiently to probe; the members of a Kubernetes probe. */
export interface ProbeRhythm {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

/** Until its first success a probe runs this often, so that nobody waits a whole period for a service that is up; a cluster does not. */
const FIRST_SUCCESS_INTERVAL_MS = 100;

/**
 * Probes until `signal` fires and tells each change of the verdict: true after successThreshold successes in a row, false after failureThreshold
 * failures in a row. Before the first success, failures count once per period, as they would in a cluster.
 */
export async function watchProbe(
  rhythm: ProbeRhythm,
  probe: () => Promise<ProbeFailure>,
  onVerdict: (ok: boolean, failure: ProbeFailure) => void,
  signal: AbortSignal,
): Promise<void> {
  const periodMs = (rhythm.periodSeconds ?? 10) * 1000;
  let verdict: boolean | undefined;
  let successes = 0;
  let failures = 0;
  let lastCounted = Number.NEGATIVE_INFINITY;
  await pause((rhythm.initialDelaySeconds ?? 0) * 1000, signal);
  while (!signal.aborted) {
    const failure = await probe();
    if (signal.aborted) return;
    if (failure === undefined) {
      successes += 1;
      failures = 0;
    } else {
      successes = 0;
      if (verdict !== undefined || performance.now() - lastCounted >= periodMs) {
        failures += 1;
        lastCounted = performance.now();
      }
    }
    const next =
      successes >= (rhythm.successThreshold ?? 1)
        ? true
        : failures >= (rhythm.failureThreshold ?? 3)
          ? false
          : verdict;
    if (next !== undefined && next !== verdict) onVerdict(next, failure);
    verdict = next;
    await pause(verdict === true ? periodMs : Math.min(periodMs, FIRST_SUCCESS_INTERVAL_MS), signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  // Aborted: the loop looks at the signal itself.
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
