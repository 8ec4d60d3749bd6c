import { encodeResource } from '../encoding/encode-resource.ts';
import { ADS_ORDER, type ResourceTypeName } from '../resource-set.ts';
import { type Entries, type Entry, versionOf } from '../snapshot/build-snapshot.ts';
import { type SendableTarget, sendableTarget } from './sendable-target.ts';
import { isFresh, isSubscribed, type StreamState, type TypeState } from './stream-state.ts';
import { clustersInTraffic, heldClusters } from './target-progress.ts';

/** How long the stages of a change may take, in milliseconds. */
export interface StageLimits {
  /** Replaced clusters are kept this long after the routes were acknowledged. */
  readonly removalGraceMs: number;
  /**
   * A response that is not answered holds up the next of its type no longer than this, and clusters that do not get warm the first
   * listeners of a client no longer than this. It never lets a route out whose cluster does not serve.
   */
  readonly stageTimeoutMs: number;
}

/** A response to send. */
export interface OutgoingMessage {
  readonly type: ResourceTypeName;
  /** Of everything the client then has of the type. */
  readonly version: string;
  /** What the response carries. */
  readonly entries: Entries;
  /** Everything that is sent of the type once this response is. */
  readonly view: Entries;
}

/**
 * - `send`: this response is next
 * - `adopt`: a reconnected client has this content already; take it as acknowledged
 * - `wait`: nothing to do before the next event, or before `until` (epoch milliseconds)
 */
export type Decision =
  | { readonly kind: 'send' | 'adopt'; readonly message: OutgoingMessage }
  | { readonly kind: 'wait'; readonly until?: number };

function isSameContent(a: Entries, b: Entries): boolean {
  return a.size === b.size && [...a].every(([name, { key }]) => b.get(name)?.key === key);
}

function only(entries: Entries, wanted: (name: string) => boolean): Entries {
  return new Map([...entries].filter(([name]) => wanted(name)));
}

/** Held clusters that the target no longer has and no request can be sent to. */
function removableClusters(state: StreamState): Entries {
  const inTraffic = clustersInTraffic(state);
  const target = state.target?.entries.clusters;
  return only(heldClusters(state), (name) => target?.has(name) !== true && !inTraffic.has(name));
}

/** All that the client should have of a type whose responses carry everything; undefined while that cannot be said. */
function wantedWhole(
  state: StreamState,
  sendable: SendableTarget,
  type: 'clusters' | 'listeners',
  now: number,
  limits: StageLimits,
): Entries | undefined {
  const { subscription } = state.types[type];
  const wanted = sendable[type] && only(sendable[type], (name) => isSubscribed(subscription, name));
  if (type !== 'clusters' || wanted === undefined) {
    return wanted;
  }
  const mayRemove = state.settledAt !== undefined && now >= state.settledAt + limits.removalGraceMs;
  const removable = mayRemove ? removableClusters(state) : new Map();
  const { clusters: inTarget = new Map() } = state.target?.entries ?? {};
  const kept = only(heldClusters(state), (name) => !inTarget.has(name) && !removable.has(name));
  return new Map([...kept, ...wanted]);
}

function emptyEndpoints(name: string): Entry | undefined {
  const encoding = encodeResource('endpoints', { cluster_name: name });
  return 'encoded' in encoding ? { key: encoding.encoded.hash, resource: encoding.encoded } : undefined;
}

/** What a client that asked for `name` should have now; undefined when nothing is to be sent for it. */
function wantedNamed(state: StreamState, sendable: SendableTarget, type: ResourceTypeName, name: string) {
  const entry = type === 'routes' ? sendable.routes.get(name) : state.target?.entries[type].get(name);
  if (entry !== undefined || type !== 'endpoints') {
    return entry?.key === state.types[type].refused.get(name) ? undefined : entry;
  }
  // A cluster on its way out keeps the endpoints it had. Any other that asks is told that there are none, as silence
  // would leave it warming for ever; but not while its own removal may be on its way.
  return (
    state.keptEndpoints.get(name) ??
    (state.types.clusters.unacked.length > 0 ? undefined : emptyEndpoints(name))
  );
}

/** True when all that the client was sent and has not acknowledged is what it refused, so that it has what it had. */
function isRefusedAlone({ sent, acked, refused, doubtful }: TypeState): boolean {
  const names = new Set([...sent.keys(), ...acked.keys()]);
  return (
    doubtful.length === 0 &&
    [...names].every((name) => {
      const key = sent.get(name)?.key;
      return key === acked.get(name)?.key || (key !== undefined && refused.get(name) === key);
    })
  );
}

function dueWhole(state: StreamState, type: ResourceTypeName, view: Entries): Decision | undefined {
  const { sent, sentVersion, initialVersion, acked, nack } = state.types[type];
  if (sentVersion !== undefined && isSameContent(view, sent)) {
    return undefined;
  }
  if (nack !== undefined && isSameContent(view, acked) && isRefusedAlone(state.types[type])) {
    return undefined;
  }
  const version = versionOf(view);
  const isKnown = sentVersion === undefined && version === initialVersion;
  return { kind: isKnown ? 'adopt' : 'send', message: { type, version, entries: view, view } };
}

function dueNamed(
  state: StreamState,
  sendable: SendableTarget,
  type: ResourceTypeName,
): Decision | undefined {
  const { subscription, sent, suspects } = state.types[type];
  const names = subscription === 'all' || subscription === undefined ? [] : [...subscription];
  const wanted = new Map<string, Entry>();
  for (const name of names) {
    const entry = wantedNamed(state, sendable, type, name);
    if (entry !== undefined) {
      wanted.set(name, entry);
    }
  }
  const onTrial = [...suspects].find(([name, key]) => wanted.get(name)?.key === key);
  const entries = only(
    wanted,
    (name) => wanted.get(name)?.key !== sent.get(name)?.key && (onTrial === undefined || name === onTrial[0]),
  );
  if (entries.size === 0) {
    return undefined;
  }
  const view: Entries = new Map([...sent, ...entries]);
  return { kind: 'send', message: { type, version: versionOf(view), entries, view } };
}

/**
 * When a client gets its first listeners and routes: with all of its clusters, or, after a while, with those there are. Later each
 * waits for its own clusters only.
 */
function firstTrafficAt(state: StreamState, limits: StageLimits): number | undefined {
  const { refused, suspects } = state.types.clusters;
  const isComplete = [...state.missingSince.keys()].every((name) => refused.has(name)) && suspects.size === 0;
  if (!isFresh(state) || isComplete) {
    return 0;
  }
  return state.clustersSentAt === undefined ? undefined : state.clustersSentAt + limits.stageTimeoutMs;
}

/** One response of a type is on its way at a time; the newest content follows its ACK, or the time limit. */
function lineFreeAt({ unacked }: TypeState, limits: StageLimits): number {
  const last = unacked.at(-1);
  return last === undefined ? 0 : last.at + limits.stageTimeoutMs;
}

/**
 * The next thing to do for a stream. Order of a change: secrets, clusters (old and new together), their endpoints; listeners and
 * routes as soon as the clusters that they name serve; when the client has these, after the grace, the clusters without the old.
 * Changes of endpoints wait for nothing.
 */
export function decideNext(state: StreamState, now: number, limits: StageLimits): Decision {
  if (state.target === undefined) {
    return { kind: 'wait' };
  }
  const sendable = sendableTarget(state);
  const times: number[] = [];
  for (const type of ADS_ORDER) {
    if (state.types[type].subscription === undefined) {
      continue;
    }
    const due = nextOf(state, sendable, type, now, limits);
    if (due === undefined) {
      continue;
    }
    const isTraffic = type === 'listeners' || type === 'routes';
    const readyAt = isTraffic ? firstTrafficAt(state, limits) : 0;
    const at = readyAt === undefined ? undefined : Math.max(readyAt, lineFreeAt(state.types[type], limits));
    if (at !== undefined && at <= now) {
      return due;
    }
    times.push(at ?? Number.POSITIVE_INFINITY);
  }
  if (state.settledAt !== undefined && removableClusters(state).size > 0) {
    times.push(state.settledAt + limits.removalGraceMs);
  }
  const until = Math.min(...times.filter((time) => time > now), Number.POSITIVE_INFINITY);
  return until === Number.POSITIVE_INFINITY ? { kind: 'wait' } : { kind: 'wait', until };
}

function nextOf(
  state: StreamState,
  sendable: SendableTarget,
  type: ResourceTypeName,
  now: number,
  limits: StageLimits,
): Decision | undefined {
  if (type !== 'clusters' && type !== 'listeners') {
    return dueNamed(state, sendable, type);
  }
  const view = wantedWhole(state, sendable, type, now, limits);
  return view === undefined ? undefined : dueWhole(state, type, view);
}
