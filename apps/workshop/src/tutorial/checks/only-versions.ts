import { formatShares, measuredShares } from '../compare-shares.ts';
import { formatTrouble, sampleVersions } from '../sample-versions.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

const REQUESTS = 200;

/** The load balancer shows these versions and no other: `{ Product: '1.0', Customer: '2.0' }`. */
export function showsOnly(versions: Readonly<Record<string, string>>): Check {
  const expected = Object.entries(versions)
    .map(([service, version]) => `${service} ${version}`)
    .join(', ');
  return {
    title: `the load balancer shows ${expected} and nothing else`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['service-proxy.log', 'pods/'],
    async look({ loadBalancer, answer, signal, progress }) {
      const sample = await sampleVersions(await loadBalancer(), {
        answer,
        requests: REQUESTS,
        signal,
        onProgress: (answered, wanted) => progress(`${answered} of ${wanted} requests`),
      });
      const lost = sample.failures.length > 0;
      const passed =
        !lost &&
        Object.entries(versions).every(
          ([service, version]) => Object.keys(sample.counts[service] ?? {}).join() === version,
        );
      const seen = Object.keys(versions).map(
        (service) => `${service} ${formatShares(measuredShares(sample.counts[service] ?? {}))}`,
      );
      return {
        passed,
        ...(lost ? { final: true } : {}),
        expected: `${expected} in ${REQUESTS} requests`,
        seen: `${seen.join('; ')}${formatTrouble(sample)}`,
      };
    },
  };
}
