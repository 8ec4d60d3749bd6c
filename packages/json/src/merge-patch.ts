import { isJsonObject, type JsonValue } from './json.ts';

/** Applies an RFC 7386 patch: members are merged, null removes, everything else replaces. */
export function mergePatch(document: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  // A map, as a name like __proto__ or constructor means something else to an object.
  const result = new Map(Object.entries(isJsonObject(document) ? document : {}));
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) result.delete(member);
    else result.set(member, mergePatch(result.get(member), value));
  }
  return Object.fromEntries(result);
}
