import { isJsonObject, type JsonValue } from './json.ts';

/** Applies an RFC 7386 patch: members are merged, null removes, everything else replaces. */
export function mergePatch(document: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, JsonValue> = isJsonObject(document) ? { ...document } : {};
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) delete result[member];
    else result[member] = mergePatch(result[member], value);
  }
  return result;
}
