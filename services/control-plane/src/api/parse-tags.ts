/** The tags of a resource, by key. */
export type Tags = Readonly<Record<string, string>>;

/** Most tags that a resource may have. */
export const MAX_TAGS = 50;

/** Most characters of a tag's key. */
export const MAX_KEY = 128;
const MAX_VALUE = 256;
const RESERVED_PREFIX = 'aws:';

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
    else if (isReserved(key)) violations.push(`tags[${index}].key ${reserved(key)}`);
    else if (typeof value !== 'string' || value.length > MAX_VALUE)
      violations.push(`tags[${index}].value must be a string of at most ${MAX_VALUE} characters.`);
    else if (tags.has(key)) violations.push(`tags[${index}].key ${JSON.stringify(key)} is there twice.`);
    else tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** Reads a list of keys; what is wrong with it is added to `violations`. */
export function parseTagKeys(input: unknown, violations: string[]): ReadonlySet<string> {
  if (!Array.isArray(input) || input.length > MAX_TAGS || !input.every(isTagKey)) {
    violations.push(
      `tagKeys is required and must be a list of at most ${MAX_TAGS} strings of 1 to ${MAX_KEY} characters.`,
    );
    return new Set();
  }
  for (const [index, key] of input.entries())
    if (isReserved(key)) violations.push(`tagKeys[${index}] ${reserved(key)}`);
  return new Set(input);
}

/** AWS alone sets and removes such tags, and none of its services is behind this API. */
function isReserved(key: string): boolean {
  return key.toLowerCase().startsWith(RESERVED_PREFIX);
}

function reserved(key: string): string {
  return `${JSON.stringify(key)} begins with "${RESERVED_PREFIX}", which is reserved for AWS.`;
}

function isTagKey(key: unknown): key is string {
  return typeof key === 'string' && key.length >= 1 && key.length <= MAX_KEY;
}
