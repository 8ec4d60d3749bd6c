import { isJsonObject, type JsonObject, type JsonValue } from '@mesh-workshop/json';
import { itemKey, type ListIdentity, listIdentity } from './merge-keys.ts';

/** What server-side apply works on. All four have the shape of the object. */
interface Applied {
  /** What the manager applied last; undefined the first time. */
  readonly previous: JsonValue | undefined;
  /** What it applies now. */
  readonly next: JsonValue | undefined;
  readonly live: JsonValue | undefined;
  /** What other managers applied last: their fields are not removed. */
  readonly others: readonly (JsonValue | undefined)[];
  readonly mergesLists: boolean;
}

function memberOf(value: JsonValue | undefined, member: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, member) ? value[member] : undefined;
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** The same part of all four. */
function partOf(applied: Applied, pick: (value: JsonValue | undefined) => JsonValue | undefined): Applied {
  const { previous, next, live, others } = applied;
  return {
    ...applied,
    previous: pick(previous),
    next: pick(next),
    live: pick(live),
    others: others.map(pick),
  };
}

function mergeItems(
  applied: Applied,
  keyOf: (item: JsonValue) => string,
  path: readonly string[],
): JsonValue {
  const liveKeys = itemsOf(applied.live).map(keyOf);
  const added = itemsOf(applied.next)
    .map(keyOf)
    .filter((key) => !liveKeys.includes(key));
  return [...liveKeys, ...added].flatMap((key) => {
    const merged = mergeApplied(
      partOf(applied, (list) => itemsOf(list).find((item) => keyOf(item) === key)),
      path,
    );
    return merged === undefined ? [] : [merged];
  });
}

function mergeLists(applied: Applied, identity: ListIdentity, path: readonly string[]): JsonValue {
  return identity.by === 'value'
    ? mergeItems(applied, (item) => JSON.stringify(item), path)
    : mergeItems(applied, (item) => itemKey(item, identity.members), path);
}

function mergeMembers(applied: Applied, path: readonly string[]): JsonObject {
  const names = new Set([
    ...Object.keys(isJsonObject(applied.live) ? applied.live : {}),
    ...Object.keys(isJsonObject(applied.next) ? applied.next : {}),
  ]);
  const entries = [...names].flatMap((name) => {
    const merged = mergeApplied(
      partOf(applied, (value) => memberOf(value, name)),
      [...path, name],
    );
    return merged === undefined ? [] : [[name, merged] as const];
  });
  return Object.fromEntries(entries);
}

/** Maps that many hands write to; all other objects are structs, whose defaults go when their owner drops them. */
const OPEN_MAPS = new Set(['metadata', 'labels', 'annotations', 'data', 'binaryData']);

function emptyToUndefined<T extends JsonValue>(value: T): T | undefined {
  return Object.keys(value as object).length === 0 ? undefined : value;
}

/** What stays of a value that the manager no longer applies. */
function dropApplied(applied: Applied, path: readonly string[]): JsonValue | undefined {
  const { previous, live, others } = applied;
  if (previous === undefined || live === undefined) return live;
  const identity = listIdentity(path, applied.mergesLists);
  if (Array.isArray(live) && identity !== undefined) {
    return emptyToUndefined(mergeLists(applied, identity, path));
  }
  if (isJsonObject(live) && OPEN_MAPS.has(path.at(-1) ?? ''))
    return emptyToUndefined(mergeMembers(applied, path));
  if (others.every((other) => other === undefined)) return undefined;
  return isJsonObject(live) ? mergeMembers({ ...applied, previous: live }, path) : live;
}

/** The merged value, or undefined when it is to be removed. */
function mergeApplied(applied: Applied, path: readonly string[]): JsonValue | undefined {
  const { next, live } = applied;
  if (next === undefined) return dropApplied(applied, path);
  if (next === null) return undefined;
  const identity = listIdentity(path, applied.mergesLists);
  if (isJsonObject(next)) return mergeMembers({ ...applied, live: isJsonObject(live) ? live : {} }, path);
  if (Array.isArray(next) && Array.isArray(live) && identity !== undefined)
    return mergeLists(applied, identity, path);
  return next;
}

/**
 * The object after `next` is applied by a manager: what it names is set, what it named the last time and no longer names is removed
 * unless another manager names it, everything else stays. Conflicts between managers are not reported: the last one wins.
 */
export function applyServerSide(
  live: JsonObject,
  next: JsonObject,
  previous: JsonObject | undefined,
  others: readonly JsonObject[],
  mergesLists: boolean,
): JsonObject {
  const { apiVersion, kind } = live;
  const merged = mergeApplied({ previous, next, live, others, mergesLists }, []);
  return {
    ...(isJsonObject(merged) ? merged : {}),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
  };
}
