import { expectedShares, formatShares, measuredShares, sharesAgree } from '../compare-shares.ts';
import { formatTrouble, sampleVersions } from '../sample-versions.ts';
import type { TutorialRoute } from '../tutorial-route.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

/** How closely is looked. */
interface SampleSize {
  readonly requests: number;
  /** How far the shares may be from the weights, in points of percent. */
  readonly tolerancePoints: number;
}

/**
 * The versions seen through the load balancer divide as the route's weights say. The weights are read from the mesh,
 * so that an edited canary is measured as it was edited.
 */
export function followsWeights(
  route: TutorialRoute,
  { requests, tolerancePoints }: SampleSize = { requests: 2000, tolerancePoints: 5 },
): Check {
  return {
    title: `${route.service} divides as the weights of ${route.route} say, within ${tolerancePoints} points over ${requests} requests`,
    // A second sample only when the first began before the last sidecar had the new weights.
    withinMs: SETTLES_WITHIN_MS,
    lookAt: [
      'control-plane.log',
      `aws appmesh describe-route --mesh-name <mesh> --virtual-router-name ${route.router} --route-name ${route.route}`,
    ],
    async look({ appMesh, loadBalancer, answer, signal, progress }) {
      const weights = await appMesh.routeWeights(route);
      if (weights === undefined)
        return { passed: false, expected: `route ${route.route}`, seen: 'no such route' };
      const expected = expectedShares(weights, route.versionOf);
      const sample = await sampleVersions(await loadBalancer(), {
        answer,
        requests,
        signal,
        onProgress: (answered, wanted) => progress(`${answered} of ${wanted} requests`),
      });
      const measured = measuredShares(sample.counts[route.service] ?? {});
      const lost = sample.failures.length > 0;
      return {
        passed: !lost && sharesAgree(expected, measured, tolerancePoints),
        ...(lost ? { final: true } : {}),
        expected: formatShares(expected),
        seen: `${formatShares(measured)} of ${sample.requests} requests${formatTrouble(sample)}`,
        measurement: { service: route.service, expected, measured, requests: sample.requests },
      };
    },
  };
}
