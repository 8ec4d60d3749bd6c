import { setTimeout as pause } from 'node:timers/promises';
import type { LoadOutcome } from '../load/load-outcome.ts';
import type { AdminReader, ChangeView } from './readers/admin-reader.ts';
import type { AppMeshReader, RouteWeights } from './readers/app-mesh-reader.ts';
import type { RouteChangeReport } from './summary/summary.ts';
import { shiftOf, timeRouteChange } from './time-route-change.ts';
import type { Tutorial } from './tutorial.ts';
import type { TutorialRoute } from './tutorial-route.ts';

/** Weights by route name, as they were at one point in time. */
export type WeightsByRoute = ReadonlyMap<string, RouteWeights>;

/** What a step's changes are looked at with. */
export interface StepChanges {
  readonly step: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly before: WeightsByRoute;
  readonly outcomes: readonly LoadOutcome[];
}

/** How long the last sidecar may take to acknowledge before the change is reported as not acknowledged. */
const ACK_LIMIT_MS = 10_000;

/** The weights of all routes of the tutorial now; a route that does not exist has none. */
export async function readWeights(tutorial: Tutorial, appMesh: AppMeshReader): Promise<WeightsByRoute> {
  const weights = new Map<string, RouteWeights>();
  for (const route of tutorial.routes) weights.set(route.route, (await appMesh.routeWeights(route)) ?? {});
  return weights;
}

/** The writes to the tutorial's routes since a step began, each timed. */
export async function collectRouteChanges(
  tutorial: Tutorial,
  readers: { readonly admin: AdminReader; readonly appMesh: AppMeshReader },
  step: StepChanges,
  signal: AbortSignal,
): Promise<readonly RouteChangeReport[]> {
  const changes = await acknowledgedChanges(tutorial, readers.admin, step.since, signal);
  if (changes.length === 0) return [];
  const after = await readWeights(tutorial, readers.appMesh);
  return changes.map(({ route, change }) => {
    const isLast = changes.findLast((other) => other.route === route)?.change === change;
    // What the versions do is the doing of the last change; an earlier one of the same step had no time to show.
    const shift = isLast
      ? shiftOf(step.before.get(route.route) ?? {}, after.get(route.route) ?? {}, route.versionOf)
      : { gained: [], lost: [] };
    return {
      step: step.step,
      resource: change.resource,
      operation: change.operation,
      answeredAt: change.answeredAt,
      ...(change.lastAckAt === undefined ? {} : { lastAckAt: change.lastAckAt }),
      proxies: change.proxies,
      ...timeRouteChange(change, route.service, shift, step.outcomes, step.since),
    };
  });
}

async function acknowledgedChanges(
  tutorial: Tutorial,
  admin: AdminReader,
  since: number,
  signal: AbortSignal,
): Promise<readonly { readonly route: TutorialRoute; readonly change: ChangeView }[]> {
  const deadline = performance.now() + ACK_LIMIT_MS;
  for (;;) {
    const found = (await admin.changes())
      .filter((change) => change.answeredAt >= since)
      .flatMap((change) => {
        const route = tutorial.routes.find((known) => routeResource(tutorial, known) === change.resource);
        return route === undefined ? [] : [{ route, change }];
      });
    if (found.every(({ change }) => change.acked >= change.proxies) || performance.now() > deadline)
      return found;
    await pause(50, undefined, { signal });
  }
}

function routeResource(tutorial: Tutorial, route: TutorialRoute): string {
  return `mesh/${tutorial.meshName}/virtualRouter/${route.router}/route/${route.route}`;
}
