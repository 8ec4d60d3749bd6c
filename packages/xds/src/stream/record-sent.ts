import type { Entries } from '../snapshot/build-snapshot.ts';
import { endpointsNameOf } from '../snapshot/resource-references.ts';
import type { OutgoingMessage } from './decide-next.ts';
import { type StreamState, settle, withType } from './stream-state.ts';

/** A cluster that is new or replaced waits for endpoints, so theirs count as not sent. */
function forgetEndpoints(state: StreamState, before: Entries, after: Entries): StreamState {
  const sent = new Map(state.types.endpoints.sent);
  for (const [name, { key, resource }] of after) {
    const endpointsName = endpointsNameOf(resource.json);
    if (endpointsName !== undefined && before.get(name)?.key !== key) {
      sent.delete(endpointsName);
    }
  }
  return withType(state, 'endpoints', { sent });
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
  return type === 'clusters' ? { ...forgetEndpoints(next, before.sent, view), clustersSentAt: now } : next;
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
