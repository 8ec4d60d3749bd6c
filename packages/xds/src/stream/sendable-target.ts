import type { Entries, Entry } from '../snapshot/build-snapshot.ts';
import { namedClusters } from '../snapshot/named-clusters.ts';
import { holdVirtualHosts } from './held-routes.ts';
import { isServing, missingClusters } from './serving-clusters.ts';
import { isFresh, type StreamState, type TypeState } from './stream-state.ts';

/** As much of the target as the client can be sent now. */
export interface SendableTarget {
  readonly clusters: Entries;
  /** Undefined: no listeners may be sent yet, as what the client has is not known and one that is left out is deleted. */
  readonly listeners: Entries | undefined;
  /** Without those that have to wait as a whole. */
  readonly routes: Entries;
}

/** What the client refused is left as it last acknowledged it, or left out. Of the suspects, one is tried at a time. */
function acceptable({ acked, proven, refused, suspects }: TypeState, wanted: Entries): Entries {
  const [onTrial] = suspects.keys();
  const forms = new Map<string, Entry>();
  for (const [name, entry] of wanted) {
    const isWaiting = suspects.size > 0 && name !== onTrial;
    const form = refused.get(name) === entry.key || isWaiting ? (acked.get(name) ?? proven.get(name)) : entry;
    if (form !== undefined) {
      forms.set(name, form);
    }
  }
  return forms;
}

function sendableListeners(state: StreamState, wanted: Entries): Entries | undefined {
  const { acked, ackedVersion } = state.types.listeners;
  const forms = new Map<string, Entry>();
  for (const [name, entry] of wanted) {
    const isReady = namedClusters('listeners', entry.resource).every((one) => isServing(state, one));
    const form = isReady ? entry : acked.get(name);
    if (form !== undefined) {
      forms.set(name, form);
    } else if (ackedVersion === undefined && !isFresh(state)) {
      return undefined;
    }
  }
  return forms;
}

function sendableRoutes(state: StreamState, wanted: Entries): Entries {
  const { acked } = state.types.routes;
  const { refused } = state.types.clusters;
  const isThere = (cluster: string) => isServing(state, cluster);
  const forms = new Map<string, Entry>();
  for (const [name, entry] of wanted) {
    const previous = acked.get(name);
    const names = namedClusters('routes', entry.resource);
    const mayLeaveOut =
      previous !== undefined || isFresh(state) || names.every((one) => isThere(one) || refused.has(one));
    // Otherwise nobody knows what the client has under this name: a virtual host left out may be one in use.
    const form = mayLeaveOut ? holdVirtualHosts(entry, previous, isThere) : undefined;
    if (form !== undefined) {
      forms.set(name, form);
    }
  }
  return forms;
}

/**
 * The part of the target that can be sent. Whatever names a cluster that does not serve yet, because it was rejected, has not been
 * acknowledged, or is not even sent, keeps the form in which the client acknowledged it, or waits; everything else goes on.
 */
export function sendableTarget(state: StreamState): SendableTarget {
  const target = state.target?.entries;
  const clusters = acceptable(state.types.clusters, target?.clusters ?? new Map());
  const listeners = acceptable(state.types.listeners, target?.listeners ?? new Map());
  const routes = target?.routes ?? new Map();
  return missingClusters(state).length === 0
    ? { clusters, listeners, routes }
    : { clusters, listeners: sendableListeners(state, listeners), routes: sendableRoutes(state, routes) };
}
