import type { JsonObject } from '@mesh-workshop/json';
import { ADS_ORDER, type ResourceSet, type ResourceTypeName } from '../resource-set.ts';
import type { Entries } from '../snapshot/build-snapshot.ts';
import { isWholeType, type StreamState } from './stream-state.ts';

/** All contents of one type that the client may be using, the acknowledged one first. */
function candidates(state: StreamState, type: ResourceTypeName): Entries[] {
  const { proven, unacked, doubtful } = state.types[type];
  const acked = new Map([...proven, ...state.types[type].acked]);
  const uncertain = [...doubtful, ...unacked.map(({ entries }) => entries)];
  return [
    acked,
    ...uncertain.map((entries) => (isWholeType(type) ? entries : new Map([...acked, ...entries]))),
  ];
}

function toResources(entries: Entries | undefined): Record<string, JsonObject> {
  return Object.fromEntries([...(entries ?? [])].map(([name, { resource }]) => [name, resource.json]));
}

/**
 * Resource sets that together hold every resource the client may be using: what it acknowledged first, then what it
 * was sent, or rejected and may have taken in part. Empty while nothing was sent.
 */
export function resourcesInUse(state: StreamState): readonly ResourceSet[] {
  const byType = ADS_ORDER.map((type) => [type, candidates(state, type)] as const);
  const sets = Math.max(...byType.map(([, contents]) => contents.length));
  return Array.from({ length: sets }, (_, index) => {
    const set = byType.map(
      ([type, contents]) => [type, toResources(contents[index] ?? contents.at(-1))] as const,
    );
    return Object.fromEntries(set) as unknown as ResourceSet;
  }).filter((set) => ADS_ORDER.some((type) => Object.keys(set[type]).length > 0));
}
