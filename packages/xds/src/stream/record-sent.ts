import type { Entries } from '../snapshot/build-snapshot.ts';
import { endpointsNameOf } from '../snapshot/resource-references.ts';
import type { OutgoingMessage } from './decide-next.ts';
import { type StreamState, withType } from './stream-state.ts';
import { settle } from './target-progress.ts';

/**
 * A cluster that is new or replaced waits for endpoints, so theirs count as not sent. For one that the client does not have in
 * any acknowledged form, older answers about them prove nothing either.
 */
function forgetEndpoints(state: StreamState, before: readonly Entries[], after: Entries): StreamState {
  const { sent, acked, unacked } = state.types.endpoints;
  const { acked: ackedClusters } = state.types.clusters;
  const inUse = new Set([...ackedClusters.values()].map(({ resource }) => endpointsNameOf(resource.json)));
  const waiting = new Set<string>();
  for (const [name, { key, resource }] of after) {
    const endpointsName = endpointsNameOf(resource.json);
    if (endpointsName !== undefined && before.some((entries) => entries.get(name)?.key !== key)) {
      waiting.add(endpointsName);
    }
  }
  const without = (entries: Entries, isForgotten: (name: string) => boolean): Entries =>
    new Map([...entries].filter(([name]) => !isForgotten(name)));
  const isNew = (name: string) => waiting.has(name) && !inUse.has(name);
  return withType(state, 'endpoints', {
    sent: without(sent, (name) => waiting.has(name)),
    acked: without(acked, isNew),
    unacked: unacked.map((message) => ({ ...message, entries: without(message.entries, isNew) })),
  });
}

/** The state after a response was handed to the stream under `nonce`. */
export function recordSent(
  state: StreamState,
  message: OutgoingMessage,
  nonce: string,
  now: number,
): StreamState {
  const { type, version, entries, view } = message;
  const before = state.types[type];
  const next = withType(state, type, {
    sent: view,
    unacked: [...before.unacked, { nonce, version, at: now, entries }],
    lastNonce: nonce,
    sentVersion: version,
  });
  // What was not answered yet may be rejected, and what was rejected may have been taken, or not.
  const possible = [before.acked, ...before.unacked.map((one) => one.entries), ...before.doubtful];
  return type === 'clusters' ? { ...forgetEndpoints(next, possible, view), clustersSentAt: now } : next;
}

/** The state after learning that a reconnected client already has what would be sent. */
export function recordAdopted(
  state: StreamState,
  { type, version, view }: OutgoingMessage,
  now: number,
): StreamState {
  const known = { sent: view, acked: view, sentVersion: version, ackedVersion: version };
  const next = withType(state, type, known);
  return settle(type === 'clusters' ? { ...next, clustersSentAt: now } : next, now);
}
