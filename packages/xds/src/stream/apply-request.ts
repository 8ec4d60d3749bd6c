import type { ResourceTypeName } from '../resource-set.ts';
import type { Entries, Entry } from '../snapshot/build-snapshot.ts';
import { endpointsNameOf } from '../snapshot/resource-references.ts';
import { findRefused } from './find-refused.ts';
import {
  isSubscribed,
  isWholeType,
  type StreamState,
  type Subscription,
  type TypeState,
  withType,
} from './stream-state.ts';
import { settle } from './target-progress.ts';

/** What a client says about one type. */
export interface TypeRequest {
  readonly type: ResourceTypeName;
  /** The version it has; empty when it has none. */
  readonly versionInfo: string;
  /** Answers the response with this nonce; empty in the first request. */
  readonly responseNonce: string;
  readonly resourceNames: readonly string[];
  /** Present when it rejects the response. */
  readonly errorMessage?: string;
}

/** `stale`: answers a response that a newer one has overtaken; nothing is to be done. */
export type RequestMeaning = 'subscription' | 'ack' | 'nack' | 'stale';

function readSubscription(
  before: Subscription | undefined,
  { type, resourceNames }: TypeRequest,
): Subscription {
  // Only listeners and clusters know "all": said by "*", or by having never given a name.
  const all =
    isWholeType(type) &&
    (resourceNames.includes('*') ||
      (resourceNames.length === 0 && (before === undefined || before === 'all')));
  return all ? 'all' : new Set(resourceNames);
}

function only(entries: Entries, isWanted: (name: string, entry: Entry) => boolean): Entries {
  return new Map([...entries].filter(([name, entry]) => isWanted(name, entry)));
}

function keep(entries: Entries, subscription: Subscription): Entries {
  return only(entries, (name) => isSubscribed(subscription, name));
}

/** What a client no longer asks for, it forgets; when it asks again, it must be sent again. */
function subscribe(state: StreamState, request: TypeRequest): StreamState {
  const before = state.types[request.type];
  const subscription = readSubscription(before.subscription, request);
  return withType(state, request.type, {
    subscription,
    sent: keep(before.sent, subscription),
    acked: keep(before.acked, subscription),
  });
}

/** Endpoints of clusters that are gone are gone too, whether or not the client has said so yet. */
function pruneEndpoints(state: StreamState, before: Entries): StreamState {
  const { acked, unacked } = state.types.clusters;
  const used = new Set(
    [acked, ...unacked.map(({ entries }) => entries)].flatMap((entries) =>
      [...entries.values()].map(({ resource }) => endpointsNameOf(resource.json)),
    ),
  );
  const endpoints = new Map(state.types.endpoints.acked);
  for (const { resource } of before.values()) {
    const name = endpointsNameOf(resource.json);
    if (name !== undefined && !used.has(name)) {
      endpoints.delete(name);
    }
  }
  return withType(state, 'endpoints', { acked: endpoints });
}

function acknowledge(state: StreamState, type: ResourceTypeName, index: number, now: number): StreamState {
  const { nack, ...before } = state.types[type];
  const message = before.unacked[index];
  if (message === undefined) {
    return state;
  }
  const changed =
    before.subscription === undefined ? message.entries : keep(message.entries, before.subscription);
  const notAcked = (keys: ReadonlyMap<string, string>) =>
    new Map([...keys].filter(([name, key]) => message.entries.get(name)?.key !== key));
  const refused = notAcked(before.refused);
  const suspects = notAcked(before.suspects);
  const after: TypeState = {
    ...before,
    acked: isWholeType(type) ? changed : new Map([...before.acked, ...changed]),
    ackedVersion: message.version,
    unacked: before.unacked.slice(index + 1),
    doubtful: [],
    refused,
    suspects,
    // The rejection stays to be seen for as long as what it is about is wanted.
    ...(nack === undefined || refused.size + suspects.size === 0 ? {} : { nack }),
  };
  const next = { ...state, lastAckAt: now, types: { ...state.types, [type]: after } };
  return type === 'clusters' ? pruneEndpoints(next, before.acked) : next;
}

function reject(
  state: StreamState,
  { type, errorMessage = '' }: TypeRequest,
  index: number,
  now: number,
): StreamState {
  const before = state.types[type];
  const message = before.unacked[index];
  if (message === undefined) {
    return state;
  }
  const { entries, version } = message;
  // Whatever the client did with them, it will not say.
  const overtaken = before.unacked.slice(0, index).map((one) => one.entries);
  const blame = findRefused(entries, before.acked, errorMessage);
  const isOneChange = isWholeType(type)
    ? blame.refused.size === 1 &&
      blame.changes === 1 &&
      [...before.acked.keys()].every((name) => entries.has(name))
    : entries.size === 1;
  const refused = new Map([...before.refused, ...blame.refused]);
  const suspects = new Map(
    [...before.suspects, ...blame.suspects].filter(([name, key]) => refused.get(name) !== key),
  );
  const isBlameless = (name: string) =>
    blame.refused.size + blame.suspects.size > 0 && refused.get(name) !== entries.get(name)?.key;
  return withType(state, type, {
    unacked: before.unacked.slice(index + 1),
    // Where one resource is all that was new, nothing was taken.
    doubtful: [...before.doubtful, ...overtaken, ...(isOneChange ? [] : [entries])],
    proven: only(before.proven, (name, { key }) => refused.get(name) !== key),
    refused,
    suspects,
    // Of a type that is sent by name, what shared the response with the bad one has to go out again.
    sent: isWholeType(type)
      ? before.sent
      : only(before.sent, (name, { key }) => !(entries.get(name)?.key === key && isBlameless(name))),
    nack: { version, message: errorMessage, at: now },
  });
}

function answer(
  state: StreamState,
  request: TypeRequest,
  now: number,
): { state: StreamState; meaning: RequestMeaning } {
  const index = state.types[request.type].unacked.findIndex(({ nonce }) => nonce === request.responseNonce);
  if (index < 0) {
    return { state, meaning: 'subscription' };
  }
  return request.errorMessage === undefined
    ? { state: acknowledge(state, request.type, index, now), meaning: 'ack' }
    : { state: reject(state, request, index, now), meaning: 'nack' };
}

/**
 * The state after a request, and what the request meant. A request that answers an overtaken response says nothing
 * about the subscription: the client's answer to the newest response is still to come and says it again.
 */
export function applyRequest(
  state: StreamState,
  request: TypeRequest,
  now: number,
): { readonly state: StreamState; readonly meaning: RequestMeaning } {
  const { subscription, lastNonce, unacked } = state.types[request.type];
  if (subscription === undefined) {
    const known = withType(state, request.type, { initialVersion: request.versionInfo });
    return { state: subscribe(known, request), meaning: 'subscription' };
  }
  if (request.responseNonce === '') {
    return { state: subscribe(state, request), meaning: 'subscription' };
  }
  const isNewest = request.responseNonce === lastNonce;
  if (!isNewest && !unacked.some(({ nonce }) => nonce === request.responseNonce)) {
    return { state, meaning: 'stale' };
  }
  const answered = answer(state, request, now);
  const next = isNewest ? subscribe(answered.state, request) : answered.state;
  return { state: settle(next, now), meaning: answered.meaning };
}
