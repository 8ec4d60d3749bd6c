import type { LoadOutcome } from '../load/load-outcome.ts';
import type { ChangeView } from './readers/admin-reader.ts';
import type { RouteWeights } from './readers/app-mesh-reader.ts';
import type { TutorialRoute } from './tutorial-route.ts';

/** What a change of weights does to the versions people see. */
export interface VersionShift {
  /** Versions that get traffic now and got none before. */
  readonly gained: readonly string[];
  /** Versions that got traffic before and get none now. */
  readonly lost: readonly string[];
}

/** How fast a change of a route was, in milliseconds after the API answered it. */
export interface ChangeTiming {
  /** Until the last sidecar had acknowledged it; both stamps are the control plane's. Absent when none had to, or has. */
  readonly lastAckMs?: number;
  /** Until the first answer with a version that only the new weights allow. Absent when no version is new. */
  readonly firstShownMs?: number;
  /** Until the last answer with a version that the new weights rule out: 0 when there was none after the change. */
  readonly lastOldMs?: number;
}

/** Which versions a change of weights brings in and takes out. */
export function shiftOf(
  before: RouteWeights,
  after: RouteWeights,
  versionOf: TutorialRoute['versionOf'],
): VersionShift {
  const had = versionsWithTraffic(before, versionOf);
  const has = versionsWithTraffic(after, versionOf);
  return {
    gained: has.filter((version) => !had.includes(version)),
    lost: had.filter((version) => !has.includes(version)),
  };
}

/** Times a change by the stamps of the control plane and the answers of the background load since `since` (epoch ms). */
export function timeRouteChange(
  change: Pick<ChangeView, 'answeredAt' | 'lastAckAt' | 'proxies' | 'acked'>,
  service: string,
  shift: VersionShift,
  outcomes: readonly LoadOutcome[],
  since: number,
): ChangeTiming {
  let firstShownAt: number | undefined;
  let lastOldAt = change.answeredAt;
  for (const outcome of outcomes) {
    const shownAt = outcome.sentAt + outcome.tookMs;
    if (!outcome.ok || shownAt < since) continue;
    const version = outcome.versions[service] ?? '';
    if (shift.gained.includes(version)) firstShownAt = Math.min(firstShownAt ?? shownAt, shownAt);
    if (shift.lost.includes(version)) lastOldAt = Math.max(lastOldAt, shownAt);
  }
  const acknowledged = change.lastAckAt !== undefined && change.acked >= change.proxies;
  return {
    ...(acknowledged && change.lastAckAt !== undefined
      ? { lastAckMs: change.lastAckAt - change.answeredAt }
      : {}),
    ...(firstShownAt === undefined ? {} : { firstShownMs: firstShownAt - change.answeredAt }),
    ...(shift.lost.length === 0 ? {} : { lastOldMs: lastOldAt - change.answeredAt }),
  };
}

function versionsWithTraffic(
  weights: RouteWeights,
  versionOf: TutorialRoute['versionOf'],
): readonly string[] {
  return Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([virtualNode]) => versionOf[virtualNode] ?? virtualNode);
}
