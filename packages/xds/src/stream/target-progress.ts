import { ADS_ORDER, type ResourceTypeName } from '../resource-set.ts';
import type { Entries, Entry, Snapshot } from '../snapshot/build-snapshot.ts';
import { namedClusters } from '../snapshot/named-clusters.ts';
import { namedRoutes } from '../snapshot/named-routes.ts';
import { endpointsNameOf } from '../snapshot/resource-references.ts';
import { sendableTarget } from './sendable-target.ts';
import { missingClusters, withProvenClusters } from './serving-clusters.ts';
import { isSubscribed, possibleContents, type StreamState, type TypeState } from './stream-state.ts';

function isTypeInForce(state: StreamState, target: Snapshot, type: ResourceTypeName): boolean {
  const { sent, acked, subscription, nack } = state.types[type];
  const wanted = target.entries[type];
  const complete = [...wanted].every(
    ([name, { key }]) =>
      (sent.get(name)?.key === key && acked.get(name)?.key === key) ||
      // A proxy asks for a secret when it comes to it, which may be never.
      (type === 'secrets' && !isSubscribed(subscription, name)),
  );
  const nothingOld = type !== 'listeners' || (sent.size === wanted.size && acked.size === wanted.size);
  return complete && nothingOld && nack === undefined;
}

/** True when the client has acknowledged everything of the target. Clusters still kept for old requests do not count. */
export function isTargetInForce(state: StreamState): boolean {
  const { target } = state;
  return target !== undefined && ADS_ORDER.every((type) => isTypeInForce(state, target, type));
}

/** True when the client has acknowledged all listeners and routes that it can be sent. */
function isTrafficInForce(state: StreamState): boolean {
  const { listeners, routes } = sendableTarget(state);
  const { listeners: listenersState, routes: routesState } = state.types;
  const has = ({ sent, acked, refused }: TypeState, name: string, key: string) =>
    acked.get(name)?.key === key &&
    (sent.get(name)?.key === key || refused.get(name) === sent.get(name)?.key);
  return (
    state.target !== undefined &&
    listeners !== undefined &&
    listenersState.acked.size === listeners.size &&
    [...listeners].every(([name, { key }]) => has(listenersState, name, key)) &&
    [...state.target.entries.routes.keys()].every((name) => {
      const refused = routesState.refused.get(name) === routes.get(name)?.key;
      const form = refused ? routesState.acked.get(name) : routes.get(name);
      return form !== undefined && has(routesState, name, form.key);
    })
  );
}

/**
 * The clusters that requests of this moment may be sent to, whatever became of the newest responses. Routes that no listener names any more are not
 * among them, though a client asks for them until the last connection of the listener that is gone has been drained, which may take many minutes.
 */
export function clustersInTraffic({ types }: StreamState): ReadonlySet<string> {
  const listeners = possibleContents(types.listeners).flatMap((entries) => [...entries.values()]);
  const named = new Set(listeners.flatMap(({ resource }) => namedRoutes(resource)));
  // Before it was told any, a client may have listeners of a control plane before this one.
  const isUsed = (name: string) => types.listeners.sentVersion === undefined || named.has(name);
  const routes = possibleContents(types.routes).flatMap((entries) =>
    [...entries].flatMap(([name, entry]) => (isUsed(name) ? [entry] : [])),
  );
  return new Set([
    ...listeners.flatMap(({ resource }) => namedClusters('listeners', resource)),
    ...routes.flatMap(({ resource }) => namedClusters('routes', resource)),
  ]);
}

/** Clusters the client has or is about to have. What it rejected is not among them, unless requests are sent to it. */
export function heldClusters(state: StreamState): Entries {
  const { sent, acked, proven, unacked } = state.types.clusters;
  const inTraffic = clustersInTraffic(state);
  const held = new Map(
    [proven, acked, ...unacked.map(({ entries }) => entries)].flatMap((entries) => [...entries]),
  );
  // Those whose removal is already on its way stay removed.
  return new Map(
    [...sent].flatMap(([name, entry]) => {
      const form = held.get(name) ?? (inTraffic.has(name) ? entry : undefined);
      return form === undefined ? [] : [[name, form] as const];
    }),
  );
}

function keepEndpoints(state: StreamState, target: Snapshot): Entries {
  const kept = new Map<string, Entry>();
  for (const { resource } of heldClusters(state).values()) {
    const name = endpointsNameOf(resource.json) ?? '';
    const entry = state.target?.entries.endpoints.get(name) ?? state.keptEndpoints.get(name);
    if (entry !== undefined && !target.entries.endpoints.has(name)) {
      kept.set(name, entry);
    }
  }
  return kept;
}

/** What was found out about resources that the target still has just so; a rejection of none of them is history. */
function forgetRejections(type: ResourceTypeName, state: TypeState, wanted: Entries): TypeState {
  const still = (keys: ReadonlyMap<string, string>) =>
    new Map([...keys].filter(([name, key]) => wanted.get(name)?.key === key));
  const { nack, ...rest } = { ...state, refused: still(state.refused), suspects: still(state.suspects) };
  const isHistory =
    rest.refused.size + rest.suspects.size + rest.doubtful.length === 0 &&
    [...state.sent].every(
      ([name, { key }]) =>
        state.acked.get(name)?.key === key ||
        // Nothing is sent that takes a secret back: it is not asked for any more.
        (type === 'secrets' && !wanted.has(name)),
    );
  return isHistory || nack === undefined ? rest : { ...rest, nack };
}

/**
 * Notes when the target came into force, since when which of its clusters are missing, and which rejections still matter; to be
 * applied after each event.
 */
export function settle(before: StreamState, now: number): StreamState {
  const { settledAt, ...rest } = before;
  const types = Object.fromEntries(
    ADS_ORDER.map((type) => [
      type,
      forgetRejections(type, before.types[type], before.target?.entries[type] ?? new Map()),
    ]),
  ) as unknown as StreamState['types'];
  const state = withProvenClusters({ ...rest, types });
  const missingSince = new Map(
    missingClusters(state).map((name) => [name, state.missingSince.get(name) ?? now] as const),
  );
  return isTrafficInForce(state)
    ? { ...state, missingSince, settledAt: settledAt ?? now }
    : { ...state, missingSince };
}

/** A newer target replaces the one before, even one still under way. */
export function withTarget(state: StreamState, target: Snapshot, now: number): StreamState {
  return settle({ ...state, keptEndpoints: keepEndpoints(state, target), target }, now);
}
