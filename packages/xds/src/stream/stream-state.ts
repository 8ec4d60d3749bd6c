import type { ResourceTypeName } from '../resource-set.ts';
import type { Entries, Snapshot } from '../snapshot/build-snapshot.ts';

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
  /** Clusters that serve, though the ACK of no response that has them came yet, in the form in which they do. */
  readonly proven: Entries;
  /** Oldest first. */
  readonly unacked: readonly SentMessage[];
  /** What rejected responses carried; the client may have taken a part of each. Gone with the next ACK. */
  readonly doubtful: readonly Entries[];
  /** Keys of what the client is known to refuse, by name: not sent again while the target has just this. */
  readonly refused: ReadonlyMap<string, string>;
  /** Keys of what was new in a rejected response that does not say which it is about: sent again one by one. */
  readonly suspects: ReadonlyMap<string, string>;
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
  /** When the listeners and routes that may be sent came into force; from then on replaced clusters may go. */
  readonly settledAt?: number;
  /** Clusters of the target that do not serve yet, each with the time since when. */
  readonly missingSince: ReadonlyMap<string, number>;
  readonly clustersSentAt?: number;
  readonly lastAckAt?: number;
}

const NEW_TYPE: TypeState = {
  initialVersion: '',
  sent: new Map(),
  acked: new Map(),
  proven: new Map(),
  unacked: [],
  doubtful: [],
  refused: new Map(),
  suspects: new Map(),
};

/** A stream on which nothing has happened yet. */
export const NEW_STREAM: StreamState = {
  keptEndpoints: new Map(),
  missingSince: new Map(),
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

/** A client that has never had listeners: there is no traffic to protect from a half-accepted change. */
export function isFresh({ types: { listeners } }: StreamState): boolean {
  return listeners.initialVersion === '' && listeners.ackedVersion === undefined;
}

/** Everything of a type that the client has, is about to have, or may have taken a part of. */
export function possibleContents({ acked, sent, unacked, doubtful }: TypeState): readonly Entries[] {
  return [acked, sent, ...unacked.map(({ entries }) => entries), ...doubtful];
}
