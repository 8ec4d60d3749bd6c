import type { LoadOutcome } from '../../load/load-outcome.ts';
import type { TutorialRoute } from '../tutorial-route.ts';
import type { Check } from './check.ts';

const GONE_WITHIN_MS = 1000;
/** How much longer the load must have been watched before "none any more" means something. */
const WATCHED_MS = 1500;

/**
 * Among the answers of the background load, a version that a route no longer points to is not seen later than a second
 * after the API answered the update.
 */
export function versionsGone(routes: readonly TutorialRoute[]): Check {
  return {
    title: `no version that was rolled back is seen later than ${GONE_WITHIN_MS / 1000} s after update-route returned`,
    withinMs: 10_000,
    lookAt: ['control-plane.log', 'GET /changes of the control plane (its address: ./workshop status)'],
    async look({ admin, appMesh, load, meshName, stepStartedAt }) {
      const expected = `no old version in answers later than ${GONE_WITHIN_MS} ms after the update`;
      const outcomes = load?.outcomes() ?? [];
      const watchedUntil = outcomes.at(-1)?.sentAt ?? 0;
      const changes = (await admin.changes()).filter((change) => change.answeredAt >= stepStartedAt);
      const late: string[] = [];
      for (const route of routes) {
        const resource = `mesh/${meshName}/virtualRouter/${route.router}/route/${route.route}`;
        const answeredAt = changes.findLast((change) => change.resource === resource)?.answeredAt;
        if (answeredAt === undefined) {
          return { passed: false, expected, seen: `no update of route ${route.route} since the step began` };
        }
        if (watchedUntil < answeredAt + WATCHED_MS) {
          return {
            passed: false,
            expected,
            seen: 'the background load has not been watched long enough yet',
          };
        }
        const weights = (await appMesh.routeWeights(route)) ?? {};
        const wanted = Object.entries(route.versionOf)
          .filter(([node]) => (weights[node] ?? 0) > 0)
          .map(([, version]) => version);
        late.push(
          ...lateVersions(outcomes, { service: route.service, wanted, after: answeredAt + GONE_WITHIN_MS }),
        );
      }
      return {
        passed: late.length === 0,
        expected,
        seen: late.length === 0 ? 'none' : late.slice(0, 5).join(', '),
      };
    },
  };
}

/** Answers that came after a point in time (epoch ms) and show another version of the service than those wanted. */
export function lateVersions(
  outcomes: readonly LoadOutcome[],
  limit: { readonly service: string; readonly wanted: readonly string[]; readonly after: number },
): readonly string[] {
  return outcomes.flatMap((outcome) => {
    const shownAt = outcome.sentAt + outcome.tookMs;
    if (!outcome.ok || shownAt <= limit.after) return [];
    const version = outcome.versions[limit.service] ?? '';
    return limit.wanted.includes(version)
      ? []
      : [`${limit.service} ${version} ${Math.round(shownAt - limit.after)} ms too late`];
  });
}
