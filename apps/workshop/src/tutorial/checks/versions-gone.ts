import { isLate, type LoadOutcome, REQUEST_LIMITS } from '../../load/load-outcome.ts';
import type { TutorialRoute } from '../tutorial-route.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

/** So many answers in a row without an old version mean that it is gone. */
const ANSWERS_WITHOUT = 200;

/** A rollback as it is looked for in the answers. */
export interface Rollback {
  readonly service: string;
  /** The versions that the route leads to now. */
  readonly wanted: readonly string[];
  /** When the API answered the update (epoch ms). */
  readonly answeredAt: number;
}

/**
 * The answers of the background load stop to show a version that a route no longer points to. How long after the update a request could still meet one is
 * judged by the limits of a request.
 */
export function versionsGone(routes: readonly TutorialRoute[]): Check {
  return {
    title: 'every version that was rolled back is gone from the answers',
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['control-plane.log', 'GET /changes of the control plane (its address: ./workshop status)'],
    async look({ admin, appMesh, load, meshName, stepStartedAt }) {
      const expected = `${ANSWERS_WITHOUT} answers in a row without an old version, the last one sent within ${REQUEST_LIMITS.lostAfterMs / 1000} s after the update`;
      const outcomes = load?.outcomes() ?? [];
      const changes = (await admin.changes()).filter((change) => change.answeredAt >= stepStartedAt);
      const judged: ReturnType<typeof judgeRollback>[] = [];
      for (const route of routes) {
        const resource = `mesh/${meshName}/virtualRouter/${route.router}/route/${route.route}`;
        const answeredAt = changes.findLast((change) => change.resource === resource)?.answeredAt;
        if (answeredAt === undefined) {
          return { passed: false, expected, seen: `no update of route ${route.route} since the step began` };
        }
        const weights = (await appMesh.routeWeights(route)) ?? {};
        const wanted = Object.entries(route.versionOf)
          .filter(([node]) => (weights[node] ?? 0) > 0)
          .map(([, version]) => version);
        judged.push(judgeRollback(outcomes, { service: route.service, wanted, answeredAt }));
      }
      return {
        passed: judged.every(({ verdict }) => verdict === 'gone'),
        ...(judged.some(({ verdict }) => verdict === 'too late') ? { final: true } : {}),
        expected,
        seen: judged.map(({ seen }) => seen).join('; '),
      };
    },
  };
}

/**
 * What the answers say of a rollback. A request counts by when it was sent: one that left before the update may be answered by the old version,
 * however late.
 */
export function judgeRollback(
  outcomes: readonly LoadOutcome[],
  { service, wanted, answeredAt }: Rollback,
): { readonly verdict: 'gone' | 'unknown' | 'too late'; readonly seen: string } {
  const since = outcomes.filter((outcome) => outcome.ok && outcome.sentAt > answeredAt);
  const old = since.flatMap((outcome) => {
    const version = outcome.ok ? (outcome.versions[service] ?? '') : '';
    return wanted.includes(version) ? [] : [{ version, afterMs: Math.round(outcome.sentAt - answeredAt) }];
  });
  const last = old.toSorted((a, b) => a.afterMs - b.afterMs).at(-1);
  const without = since.filter((outcome) => outcome.sentAt > answeredAt + (last?.afterMs ?? 0)).length;
  if (last !== undefined && last.afterMs > REQUEST_LIMITS.lostAfterMs) {
    return {
      verdict: 'too late',
      seen: `${service}: ${last.version} seen ${last.afterMs} ms after the update`,
    };
  }
  if (without < ANSWERS_WITHOUT) {
    return { verdict: 'unknown', seen: `${service}: only ${without} answers since the last old one` };
  }
  if (last === undefined) return { verdict: 'gone', seen: `${service}: not seen after the update` };
  const late = isLate(last.afterMs) ? ', which is late' : '';
  return { verdict: 'gone', seen: `${service}: last seen ${last.afterMs} ms after the update${late}` };
}
