import { isJsonObject } from '@mesh-workshop/json';

/** A JSON object of unknown content: nothing about its members is believed yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value if it is a JSON object, otherwise an empty one. */
export function recordOf(value: unknown): JsonRecord {
  return isJsonObject(value) ? value : {};
}

/** The list, or an empty one if it is not one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
