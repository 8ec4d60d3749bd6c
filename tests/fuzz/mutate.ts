import type { JsonValue } from '@mesh-workshop/json';
import type { Random } from './random.ts';

/** What has broken parsers before: names that objects inherit, numbers at an end, escapes, what is long or deep. */
const WORDS: readonly string[] = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'length', 'null', 'undefined'],
  ...['-0', '-1', '1e999', '4294967296', '9007199254740993', '0x10', 'NaN', '00', '1.5'],
  ...[
    '%',
    '%00',
    '%2e%2e%2f',
    '%zz',
    '%ff',
    '..',
    '//',
    '///',
    '\\',
    '~1',
    '~',
    '*',
    '$',
    '?',
    '#',
    '&=',
    '{}',
  ],
  ...['\u0000', '\r\n', '\n', '\t', ' ', '"', "'", '`', '\ud800', '\u00e9', '\ufeff', '😀', '\u202e'],
  ...['{', '}', '[', ']', ',', ':', '- ', '&a ', '*a', '<<: ', '!!js/function ', '---\n', '...\n', '|', '>'],
  'a'.repeat(300),
  '['.repeat(3_000),
  '{"a":'.repeat(2_000),
];

const VALUES: readonly JsonValue[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, '', 'a', '__proto__', '\u0000', '😀'],
  ...[[], {}, [[]], [null], { a: null }, { constructor: 'x' }, [1, 'a', {}]],
  'x'.repeat(5_000),
];

/** Bytes with one to four changes: some replaced, removed, doubled or put in, or the end cut off. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes;
  for (let count = random.below(4); count >= 0; count -= 1) mutated = mutateOnce(mutated, random);
  return mutated;
}

/** The same with a text. */
export function mutateText(text: string, random: Random): string {
  return mutateBytes(Buffer.from(text), random).toString('utf8');
}

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + random.below(12));
  const [before, part, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([before, Buffer.from(random.pick(WORDS)), after]);
    case 1:
      return Buffer.concat([before, Buffer.from(random.pick(WORDS)), part, after]);
    case 2:
      return Buffer.concat([before, part, part, after]);
    case 3:
      return Buffer.concat([before, after]);
    case 4:
      return random.chance(0.3) ? before : bytes;
    default: {
      const flipped = Buffer.from(part.length > 0 ? part : [0]);
      flipped[random.below(flipped.length)] = random.below(256);
      return Buffer.concat([before, flipped, after]);
    }
  }
}

/** A document with some of its values replaced, left out, doubled or added. */
export function mutateValue(value: JsonValue, random: Random): JsonValue {
  if (random.chance(0.04)) return random.pick(VALUES);
  if (typeof value === 'string' && random.chance(0.05)) return mutateText(value, random);
  if (Array.isArray(value)) {
    const items = value.map((item) => mutateValue(item, random));
    return random.chance(0.04) ? [...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(() => !random.chance(0.04))
    .map(([name, it]) => [name, mutateValue(it as JsonValue, random)] as const);
  if (random.chance(0.05)) members.push([random.pick(WORDS), random.pick(VALUES)]);
  return Object.fromEntries(members);
}
