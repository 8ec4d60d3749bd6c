/** The tags of a resource, by key. */
export type Tags = Readonly<Record<string, string>>;

/** Most tags that a resource may have. */
export const MAX_TAGS = 50;

/** Most characters of a tag's key. */
export const MAX_KEY = 128;
const MAX_VALUE = 256;

/** Reads a list of `{ key, value }`; what is wrong with it is added to `violations`. */
export function parseTags(input: unknown, violations: string[]): Tags {
  if (!Array.isArray(input)) {
    violations.push('tags must be a list of objects with key and value.');
    return {};
  }
  if (input.length > MAX_TAGS)
    violations.push(`tags has ${input.length} items; allowed: at most ${MAX_TAGS}.`);
  const tags = new Map<string, string>();
  for (const [index, tag] of input.entries()) {
    const { key, value } = (typeof tag === 'object' && tag !== null ? tag : {}) as {
      key?: unknown;
      value?: unknown;
    };
    if (!isTagKey(key)) violations.push(`tags[${index}].key must be a string of 1 to ${MAX_KEY} characters.`);
    else if (typeof value !== 'string' || value.length > MAX_VALUE)
      violations.push(`tags[${index}].value must be a string of at most ${MAX_VALUE} characters.`);
    else if (tags.has(key)) violations.push(`tags[${index}].key ${JSON.stringify(key)} is there twice.`);
    else tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

export function isTagKey(key: unknown): key is string {
  return typeof key === 'string' && key.length >= 1 && key.length <= MAX_KEY;
}
