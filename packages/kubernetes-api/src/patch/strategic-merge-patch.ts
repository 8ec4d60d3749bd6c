import { isJsonObject, type JsonObject, type JsonValue, jsonEqual } from '@mesh-workshop/json';
import { badRequest } from '../store/refusals.ts';
import { itemKey, listIdentity } from './merge-keys.ts';

const ORDER_PREFIX = '$setElementOrder/';
const DELETE_PREFIX = '$deleteFromPrimitiveList/';

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** Sorts the items a patch names into the order it asks for; all others keep their place behind their predecessor. */
function reorder(
  items: readonly JsonValue[],
  order: readonly JsonValue[],
  keyOf: (item: JsonValue) => string,
): readonly JsonValue[] {
  const wanted = order.map(keyOf);
  const ranked = items.filter((item) => wanted.includes(keyOf(item)));
  ranked.sort((a, b) => wanted.indexOf(keyOf(a)) - wanted.indexOf(keyOf(b)));
  const queue = [...ranked];
  return items.map((item) => (wanted.includes(keyOf(item)) ? (queue.shift() ?? item) : item));
}

function mergeObjects(
  current: readonly JsonValue[],
  patch: readonly JsonValue[],
  key: string,
  path: readonly string[],
): readonly JsonValue[] {
  let result = [...current];
  if (patch.some((item) => isJsonObject(item) && item.$patch === 'replace')) {
    return patch.filter((item) => !(isJsonObject(item) && item.$patch === 'replace'));
  }
  for (const item of patch) {
    if (!isJsonObject(item))
      throw badRequest(`strategic merge patch: ${path.join('.')} is a list of objects`);
    const { $patch: directive, ...rest } = item;
    const index = result.findIndex((it) => itemKey(it, [key]) === itemKey(item, [key]));
    if (directive === 'delete') result = result.filter((it) => itemKey(it, [key]) !== itemKey(item, [key]));
    else if (index < 0) result.push(applyStrategicMergePatch({}, rest, path));
    else result[index] = applyStrategicMergePatch(result[index], rest, path);
  }
  return result;
}

function mergeList(
  current: JsonValue | undefined,
  patch: readonly JsonValue[],
  order: readonly JsonValue[] | undefined,
  path: readonly string[],
): JsonValue {
  const identity = listIdentity(path, true);
  if (identity === undefined) return patch;
  if (identity.by === 'value') {
    const added = patch.filter((item) => !asList(current).some((it) => jsonEqual(it, item)));
    const merged = [...asList(current), ...added];
    return order === undefined ? merged : [...reorder(merged, order, (item) => JSON.stringify(item))];
  }
  const key = identity.members[0] ?? 'name';
  const merged = mergeObjects(asList(current), patch, key, path);
  return order === undefined ? merged : [...reorder(merged, order, (item) => itemKey(item, [key]))];
}

/**
 * Applies a strategic merge patch: like a JSON merge patch, but lists of named things are merged item by item, and the directives
 * `$patch`, `$retainKeys`, `$setElementOrder/x` and `$deleteFromPrimitiveList/x` are obeyed.
 */
export function applyStrategicMergePatch(
  document: JsonValue | undefined,
  patch: JsonValue,
  path: readonly string[] = [],
): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const { $patch: directive, $retainKeys: retained, ...members } = patch;
  if (directive === 'replace') return members;
  if (directive === 'delete') return {};
  const result: Record<string, JsonValue> = isJsonObject(document) ? { ...document } : {};
  if (Array.isArray(retained)) {
    for (const member of Object.keys(result)) if (!retained.includes(member)) delete result[member];
  }
  for (const [member, value] of Object.entries(members as JsonObject)) {
    if (member.startsWith(DELETE_PREFIX)) {
      const name = member.slice(DELETE_PREFIX.length);
      result[name] = asList(result[name]).filter((item) => !asList(value).some((it) => jsonEqual(it, item)));
    } else if (member.startsWith(ORDER_PREFIX)) {
      const name = member.slice(ORDER_PREFIX.length);
      if (patch[name] === undefined && result[name] !== undefined) {
        result[name] = mergeList(result[name], [], asList(value), [...path, name]);
      }
    } else if (value === null) {
      delete result[member];
    } else if (Array.isArray(value)) {
      const order = patch[`${ORDER_PREFIX}${member}`];
      result[member] = mergeList(
        result[member],
        value as readonly JsonValue[],
        Array.isArray(order) ? (order as readonly JsonValue[]) : undefined,
        [...path, member],
      );
    } else {
      result[member] = applyStrategicMergePatch(result[member], value, [...path, member]);
    }
  }
  return result;
}
