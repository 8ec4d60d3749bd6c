import type { TutorialRoute } from '../tutorial-route.ts';
import type { Check } from './check.ts';

/** The route sends everything to one virtual node, or divides over several, whatever their weights. */
export function routeTargets(route: TutorialRoute, ...virtualNodes: readonly string[]): Check {
  return {
    title: `route ${route.route} points to ${virtualNodes.join(' and ')}`,
    withinMs: 0,
    lookAt: [
      `aws appmesh describe-route --mesh-name <mesh> --virtual-router-name ${route.router} --route-name ${route.route}`,
    ],
    async look({ appMesh }) {
      const weights = (await appMesh.routeWeights(route)) ?? {};
      const targets = Object.keys(weights).filter((virtualNode) => weights[virtualNode] !== 0);
      return {
        passed: targets.toSorted().join() === virtualNodes.toSorted().join(),
        expected: virtualNodes.join(', '),
        seen:
          Object.entries(weights)
            .map(([name, weight]) => `${name} ${weight}`)
            .join(', ') || 'no such route',
      };
    },
  };
}
