import { encodeResource } from '../encoding/encode-resource.ts';
import { ADS_ORDER, type ResourceTypeName } from '../resource-set.ts';
import { type Entries, type Entry, type Snapshot, versionOf } from '../snapshot/build-snapshot.ts';
import { endpointsNameOf } from '../snapshot/resource-references.ts';
import {
  heldClusters,
  isSubscribed,
  isTargetInForce,
  isWholeType,
  type StreamState,
  type TypeState,
} from './stream-state.ts';

/** How long the stages of a change may take, in milliseconds. */
export interface StageLimits {
  /** Replaced clusters are kept this long after the routes were acknowledged. */
  readonly removalGraceMs: number;
  /** A client that does not answer holds up the next stage no longer than this. */
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

/** The moment from which replaced clusters may go; undefined while the target is not in force. */
function removalTime(state: StreamState, limits: StageLimits): number | undefined {
  return state.settledAt !== undefined && isTargetInForce(state)
    ? state.settledAt + limits.removalGraceMs
    : undefined;
}

/** Held clusters that the target no longer has. */
function replacedClusters(state: StreamState, target: Snapshot): Entries {
  return only(heldClusters(state), (name) => !target.entries.clusters.has(name));
}

function wantedWhole(
  state: StreamState,
  target: Snapshot,
  type: ResourceTypeName,
  now: number,
  limits: StageLimits,
): Entries {
  const { subscription } = state.types[type];
  const wanted = only(target.entries[type], (name) => isSubscribed(subscription, name));
  if (type !== 'clusters') {
    return wanted;
  }
  const from = removalTime(state, limits);
  const removable = from !== undefined && now >= from;
  return removable ? wanted : new Map([...replacedClusters(state, target), ...wanted]);
}

function emptyEndpoints(name: string): Entry | undefined {
  const encoding = encodeResource('endpoints', { cluster_name: name });
  return 'encoded' in encoding ? { key: encoding.encoded.hash, resource: encoding.encoded } : undefined;
}

/** What a client that asked for `name` should have now; undefined when nothing is to be sent for it. */
function wantedNamed(state: StreamState, target: Snapshot, type: ResourceTypeName, name: string) {
  const entry = target.entries[type].get(name);
  if (entry !== undefined || type !== 'endpoints') {
    return entry;
  }
  // A cluster on its way out keeps the endpoints it had. Any other that asks is told that there are none, as silence
  // would leave it warming for ever; but not while its own removal may be on its way.
  return (
    state.keptEndpoints.get(name) ??
    (state.types.clusters.unacked.length > 0 ? undefined : emptyEndpoints(name))
  );
}

function dueWhole(state: StreamState, type: ResourceTypeName, view: Entries): Decision | undefined {
  const { sent, sentVersion, initialVersion } = state.types[type];
  if (sentVersion !== undefined && isSameContent(view, sent)) {
    return undefined;
  }
  const version = versionOf(view);
  const isKnown = sentVersion === undefined && version === initialVersion;
  return { kind: isKnown ? 'adopt' : 'send', message: { type, version, entries: view, view } };
}

function dueNamed(state: StreamState, target: Snapshot, type: ResourceTypeName): Decision | undefined {
  const { subscription, sent, doubtful } = state.types[type];
  const names = subscription === 'all' || subscription === undefined ? [] : [...subscription];
  const changed = new Map<string, Entry>();
  const again = new Map<string, Entry>();
  for (const name of names) {
    const entry = wantedNamed(state, target, type, name);
    if (entry !== undefined && entry.key !== sent.get(name)?.key) {
      changed.set(name, entry);
    } else if (entry !== undefined && doubtful?.has(name)) {
      again.set(name, entry);
    }
  }
  if (changed.size === 0) {
    return undefined;
  }
  // A rejected response is rejected whole, so its good part goes out again beside what is new.
  const entries: Entries = new Map([...again, ...changed]);
  const view: Entries = new Map([...sent, ...entries]);
  return { kind: 'send', message: { type, version: versionOf(view), entries, view } };
}

/** True when the client lacks this cluster of the target, is about to lose it, or lacks its first endpoints. */
function isMissing(state: StreamState, name: string, cluster: Entry): boolean {
  const { clusters, endpoints } = state.types;
  if (!isSubscribed(clusters.subscription, name)) {
    return false;
  }
  const contents = [clusters.acked, clusters.sent, ...clusters.unacked.map(({ entries }) => entries)];
  const endpointsName = endpointsNameOf(cluster.resource.json);
  return (
    contents.some((entries) => !entries.has(name)) ||
    (endpointsName !== undefined && !endpoints.acked.has(endpointsName))
  );
}

/** A client that has never had listeners: there is no traffic to protect from a half-accepted change. */
function isFresh({ listeners }: StreamState['types']): boolean {
  return listeners.initialVersion === '' && listeners.ackedVersion === undefined;
}

/**
 * When listeners and routes may name the target's clusters: now (0), at a time, or not before an event (undefined). A
 * route to a cluster that the client has not got, or that is still warming, answers 503.
 */
function clustersReadyAt(state: StreamState, target: Snapshot, limits: StageLimits): number | undefined {
  const missing = [...target.entries.clusters].some(([name, cluster]) => isMissing(state, name, cluster));
  if (!missing) {
    return 0;
  }
  const { clusters, endpoints } = state.types;
  if (clusters.nack !== undefined || endpoints.nack !== undefined) {
    return isFresh(state.types) ? 0 : undefined;
  }
  return state.clustersSentAt === undefined ? undefined : state.clustersSentAt + limits.stageTimeoutMs;
}

/** One response of a type is on its way at a time; the newest content follows its ACK, or the time limit. */
function lineFreeAt({ unacked }: TypeState, limits: StageLimits): number {
  const last = unacked.at(-1);
  return last === undefined ? 0 : last.at + limits.stageTimeoutMs;
}

/**
 * The next thing to do for a stream. Order of a change: secrets, clusters (old and new together), their endpoints;
 * when the client has these, listeners and routes; when it has those, after the grace, the clusters without the old.
 * Changes of endpoints wait for nothing.
 */
export function decideNext(state: StreamState, now: number, limits: StageLimits): Decision {
  const { target } = state;
  if (target === undefined) {
    return { kind: 'wait' };
  }
  const times: number[] = [];
  for (const type of ADS_ORDER) {
    if (state.types[type].subscription === undefined) {
      continue;
    }
    const due = isWholeType(type)
      ? dueWhole(state, type, wantedWhole(state, target, type, now, limits))
      : dueNamed(state, target, type);
    if (due === undefined) {
      continue;
    }
    const waitsForClusters = type === 'listeners' || type === 'routes';
    const readyAt = waitsForClusters ? clustersReadyAt(state, target, limits) : 0;
    const at = readyAt === undefined ? undefined : Math.max(readyAt, lineFreeAt(state.types[type], limits));
    if (at !== undefined && at <= now) {
      return due;
    }
    times.push(at ?? Number.POSITIVE_INFINITY);
  }
  if (replacedClusters(state, target).size > 0) {
    times.push(removalTime(state, limits) ?? Number.POSITIVE_INFINITY);
  }
  const until = Math.min(...times.filter((time) => time > now), Number.POSITIVE_INFINITY);
  return until === Number.POSITIVE_INFINITY ? { kind: 'wait' } : { kind: 'wait', until };
}
