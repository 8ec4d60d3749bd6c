import { formatShares, measuredShares } from '../compare-shares.ts';
import { sampleVersions } from '../sample-versions.ts';
import type { Check } from './check.ts';

const REQUESTS = 200;

/** The load balancer shows these versions and no other: `{ Product: '1.0', Customer: '2.0' }`. */
export function showsOnly(versions: Readonly<Record<string, string>>): Check {
  const expected = Object.entries(versions)
    .map(([service, version]) => `${service} ${version}`)
    .join(', ');
  return {
    title: `the load balancer shows ${expected} and nothing else`,
    withinMs: 5_000,
    lookAt: ['service-proxy.log', 'pods/'],
    async look({ loadBalancer, answer, signal }) {
      const sample = await sampleVersions(await loadBalancer(), { answer, requests: REQUESTS, signal });
      const passed =
        sample.failures.length === 0 &&
        Object.entries(versions).every(
          ([service, version]) => Object.keys(sample.counts[service] ?? {}).join() === version,
        );
      const seen = Object.keys(versions).map(
        (service) => `${service} ${formatShares(measuredShares(sample.counts[service] ?? {}))}`,
      );
      if (sample.failures.length > 0) seen.push(`${sample.failures.length} failed: ${sample.failures[0]}`);
      return { passed, expected: `${expected} in ${REQUESTS} requests`, seen: seen.join('; ') };
    },
  };
}
