export { canonicalJson, isJsonObject, type JsonObject, type JsonValue, jsonEqual, toJson } from './json.ts';
export { mergePatch } from './merge-patch.ts';
export { isTooDeepYaml } from './yaml-depth.ts';
