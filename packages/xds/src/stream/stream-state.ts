import { ADS_ORDER, type ResourceTypeName } from '../resource-set.ts';
import type { Entries, Entry, Snapshot } from '../snapshot/build-snapshot.ts';
import { endpointsNameOf } from '../snapshot/resource-references.ts';

/** All resources of the type, or those named. */
export type Subscription = 'all' | ReadonlySet<string>;

/** A response on its way: sent, and neither acknowledged nor rejected. */
interface SentMessage {
  readonly nonce: string;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What the response carried. */
  readonly entries: Entries;
}

/** What is known about one resource type of one stream. */
export interface TypeState {
  /** Absent until the client asks for the type. */
  readonly subscription?: Subscription;
  /** The version a reconnecting client says it has. */
  readonly initialVersion: string;
  /** What was sent last under each name, whatever became of it: equal content is not sent twice. */
  readonly sent: Entries;
  readonly acked: Entries;
  /** Oldest first. */
  readonly unacked: readonly SentMessage[];
  /** What the newest rejected response carried; the client may have taken a part of it. Gone with the next ACK. */
  readonly doubtful?: Entries;
  readonly lastNonce?: string;
  readonly sentVersion?: string;
  readonly ackedVersion?: string;
  readonly nack?: { readonly version: string; readonly message: string; readonly at: number };
}

/** Everything that is known about one stream: a value, replaced at each event. */
export interface StreamState {
  readonly target?: Snapshot;
  readonly types: Readonly<Record<ResourceTypeName, TypeState>>;
  /** Endpoints, as they were last known, of clusters the client still has and the target has not. */
  readonly keptEndpoints: Entries;
  /** When the listeners and routes of the target came into force; from then on replaced clusters may go. */
  readonly settledAt?: number;
  readonly clustersSentAt?: number;
  readonly lastAckAt?: number;
}

const NEW_TYPE: TypeState = { initialVersion: '', sent: new Map(), acked: new Map(), unacked: [] };

/** A stream on which nothing has happened yet. */
export const NEW_STREAM: StreamState = {
  keptEndpoints: new Map(),
  types: {
    clusters: NEW_TYPE,
    endpoints: NEW_TYPE,
    listeners: NEW_TYPE,
    routes: NEW_TYPE,
    secrets: NEW_TYPE,
  },
};

/**
 * Types whose responses always carry all resources: one that is missing is deleted by the client. In the others a
 * missing resource means nothing, so only those that changed are sent.
 */
export function isWholeType(type: ResourceTypeName): boolean {
  return type === 'clusters' || type === 'listeners';
}

export function isSubscribed(subscription: Subscription | undefined, name: string): boolean {
  return subscription === 'all' || subscription?.has(name) === true;
}

export function withType(
  state: StreamState,
  type: ResourceTypeName,
  change: Partial<TypeState>,
): StreamState {
  return { ...state, types: { ...state.types, [type]: { ...state.types[type], ...change } } };
}

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

/** Notes the moment in which the target came into force; to be applied after each event. */
export function settle(state: StreamState, now: number): StreamState {
  return state.settledAt === undefined && isTargetInForce(state) ? { ...state, settledAt: now } : state;
}

/** Clusters the client has or is about to have. What it rejected is not among them. */
export function heldClusters({ types }: StreamState): Entries {
  const { sent, acked, unacked } = types.clusters;
  const held = [acked, ...unacked.map(({ entries }) => entries)].flatMap((entries) => [...entries]);
  // Those whose removal is already on its way stay removed.
  return new Map(held.filter(([name]) => sent.has(name)));
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

/** A newer target replaces the one before, even one still under way. */
export function withTarget(state: StreamState, target: Snapshot, now: number): StreamState {
  const before = state.target?.versions;
  const sameTraffic =
    before?.listeners === target.versions.listeners && before.routes === target.versions.routes;
  const { settledAt, ...rest } = state;
  const kept = sameTraffic && settledAt !== undefined ? { settledAt } : {};
  return settle({ ...rest, ...kept, keptEndpoints: keepEndpoints(state, target), target }, now);
}
