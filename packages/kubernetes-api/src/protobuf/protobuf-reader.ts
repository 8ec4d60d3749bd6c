import type { JsonValue } from '../objects/json.ts';

/** How the value of a field becomes JSON. bytes are base64, times RFC 3339, whole numbers numbers. */
export type FieldType =
  | 'string'
  | 'bytes'
  | 'integer'
  | 'boolean'
  | 'time'
  | { readonly message: MessageShape }
  | { readonly list: FieldType }
  | { readonly map: FieldType };

/** The fields of a message by their number. Fields that are not listed are skipped. */
export type MessageShape = Readonly<Record<number, readonly [name: string, type: FieldType]>>;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

class Cursor {
  readonly bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.#at];
      this.#at += 1;
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new Error('protobuf: a number is cut off');
  }

  take(length: number): Uint8Array {
    if (length < 0 || this.#at + length > this.bytes.length) throw new Error('protobuf: a field is cut off');
    const taken = this.bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }
}

function decodeTime(bytes: Uint8Array): string | null {
  const { seconds } = readMessage(bytes, { 1: ['seconds', 'integer'] });
  return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : null;
}

function decodeBytes(bytes: Uint8Array, type: FieldType): JsonValue {
  if (type === 'string') return Buffer.from(bytes).toString('utf8');
  if (type === 'bytes') return Buffer.from(bytes).toString('base64');
  if (type === 'time') return decodeTime(bytes);
  if (typeof type === 'object' && 'message' in type) return readMessage(bytes, type.message);
  throw new Error('protobuf: a field has another type than expected');
}

function decodeNumber(value: bigint, type: FieldType): JsonValue {
  return type === 'boolean' ? value !== 0n : Number(value);
}

/** Reads a message into JSON by its shape. Throws on bytes that are no protobuf message. */
export function readMessage(bytes: Uint8Array, shape: MessageShape): { [member: string]: JsonValue } {
  const cursor = new Cursor(bytes);
  const result: { [member: string]: JsonValue } = {};
  while (!cursor.atEnd) {
    const tag = Number(cursor.varint());
    const wireType = tag & 7;
    let value: bigint | Uint8Array;
    if (wireType === VARINT) value = cursor.varint();
    else if (wireType === LENGTH_DELIMITED) value = cursor.take(Number(cursor.varint()));
    else if (wireType === FIXED64) value = cursor.take(8);
    else if (wireType === FIXED32) value = cursor.take(4);
    else throw new Error(`protobuf: wire type ${wireType} is not in use`);
    const field = shape[tag >>> 3];
    if (field === undefined) continue;
    const [name, type] = field;
    const decode = (itemType: FieldType) =>
      typeof value === 'bigint' ? decodeNumber(value, itemType) : decodeBytes(value, itemType);
    if (typeof type === 'object' && 'list' in type) {
      result[name] = [...((result[name] as JsonValue[] | undefined) ?? []), decode(type.list)];
    } else if (typeof type === 'object' && 'map' in type) {
      const entry = readMessage(value as Uint8Array, { 1: ['key', 'string'], 2: ['value', type.map] });
      result[name] = { ...(result[name] as object | undefined), [String(entry.key)]: entry.value ?? '' };
    } else {
      result[name] = decode(type);
    }
  }
  return result;
}
