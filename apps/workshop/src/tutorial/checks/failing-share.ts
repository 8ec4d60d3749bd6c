import { measuredShares } from '../compare-shares.ts';
import { formatTrouble, type Sample, sampleVersions } from '../sample-versions.ts';
import type { Check, Look } from './check.ts';

const REQUESTS = 2000;
/** What a frontend answers whose backend has failed, unless it says something else; anything else was lost on the way. */
const FAILED_BACKEND = 'status 502';

/** How many of the answers fail. All in percent. */
export interface FailingShare {
  readonly expected: number;
  readonly least: number;
  /** The share has to stay below. */
  readonly below: number;
  /** What a failed backend looks like at the load balancer; unset: `status 502`. */
  readonly failure?: string;
}

/** The backend's failures reach the load balancer in this share of the answers, and nothing else fails. */
export function failingShareIs(share: FailingShare): Check {
  const range = share.least > 0 ? `${share.least} to ${share.below} %` : `less than ${share.below} %`;
  return {
    title: `${range} of ${REQUESTS} requests fail, all of them because the backend did`,
    withinMs: 0,
    lookAt: ['pods/', 'control-plane.log'],
    async look({ answer, loadBalancer, signal, progress }) {
      const onProgress = (answered: number, wanted: number) => progress(`${answered} of ${wanted} requests`);
      const sample = { answer, requests: REQUESTS, signal, onProgress };
      return judgeFailures(share, await sampleVersions(await loadBalancer(), sample));
    },
  };
}

/** Judges a sample by how many of its requests failed, and why. */
export function judgeFailures(share: FailingShare, sample: Sample): Look {
  const { failure = FAILED_BACKEND } = share;
  const failed = sample.failures.length;
  const others = sample.failures.filter((reason) => reason !== failure);
  const percent = (100 * failed) / sample.requests;
  const measured = measuredShares({ answered: sample.requests - failed, failed });
  return {
    passed: others.length === 0 && percent >= share.least && percent < share.below,
    expected: `about ${share.expected} % with ${failure}`,
    seen: `${failed} of ${sample.requests} requests failed (${percent.toFixed(2)} %)${formatTrouble({ failures: others, late: sample.late })}`,
    measurement: {
      service: 'all',
      expected: { answered: 100 - share.expected, failed: share.expected },
      measured,
      requests: sample.requests,
    },
  };
}
