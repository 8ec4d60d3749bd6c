import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { JsonValue } from '@mesh-workshop/json';

/**
 * How the value of a field becomes JSON. bytes are base64. An empty `string`, a `count` of 0 and a `flag` that is false are how
 * absent members look on the wire and are left out; `integer` and `boolean` are kept whatever they are.
 */
export type FieldType =
  | 'string'
  | 'bytes'
  | 'integer'
  | 'count'
  | 'boolean'
  | 'flag'
  | 'int-or-string'
  | 'quantity'
  /** Nothing a client decides. */
  | 'ignored'
  | { readonly message: MessageShape }
  /** The members of the message belong to the one it is in. */
  | { readonly inline: MessageShape }
  | { readonly list: FieldType }
  | { readonly map: FieldType };

/** The fields of a message by their number. */
export type MessageShape = Readonly<Record<number, readonly [name: string, type: FieldType]>>;

/** A field of a message that its shape does not list: it must not get lost without anybody knowing. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError';
}

/** A number, or the bytes of everything else. A value that is cut off throws a RangeError. */
function readValue(reader: BinaryReader, fieldNumber: number, wireType: WireType): bigint | Uint8Array {
  if (wireType === WireType.Varint) return BigInt(reader.int64());
  return wireType === WireType.LengthDelimited ? reader.bytes() : reader.skip(wireType, fieldNumber);
}

const INT_OR_STRING: MessageShape = { 1: ['type', 'integer'], 2: ['int', 'integer'], 3: ['text', 'string'] };
const QUANTITY: MessageShape = { 1: ['text', 'string'] };

function decodeIntOrString(bytes: Uint8Array): JsonValue {
  const { type, int, text } = readMessage(bytes, INT_OR_STRING);
  return type === 1 ? (text ?? '') : (int ?? 0);
}

/** undefined: the member is absent. */
function decode(value: bigint | Uint8Array, type: FieldType): JsonValue | undefined {
  if (typeof value === 'bigint') {
    if (type === 'integer') return Number(value);
    if (type === 'boolean') return value !== 0n;
    if (type === 'count') return value === 0n ? undefined : Number(value);
    if (type === 'flag') return value === 0n ? undefined : true;
    throw new Error('protobuf: a number where none is expected');
  }
  if (type === 'string') return Buffer.from(value).toString('utf8');
  if (type === 'bytes') return Buffer.from(value).toString('base64');
  if (type === 'int-or-string') return decodeIntOrString(value);
  if (type === 'quantity') return readMessage(value, QUANTITY).text ?? '0';
  if (typeof type === 'object' && 'message' in type) return readMessage(value, type.message);
  throw new Error('protobuf: bytes where none are expected');
}

type Message = { [member: string]: JsonValue };

function addField(result: Message, name: string, type: FieldType, value: bigint | Uint8Array): void {
  if (type === 'ignored') return;
  if (typeof type === 'object' && 'inline' in type) {
    Object.assign(result, readMessage(value as Uint8Array, type.inline));
  } else if (typeof type === 'object' && 'list' in type) {
    result[name] = [...((result[name] as JsonValue[] | undefined) ?? []), decode(value, type.list) ?? 0];
  } else if (typeof type === 'object' && 'map' in type) {
    const entry = readMessage(value as Uint8Array, { 1: ['key', 'string'], 2: ['value', type.map] });
    result[name] = { ...(result[name] as object | undefined), [String(entry.key ?? '')]: entry.value ?? '' };
  } else {
    const decoded = decode(value, type);
    if (decoded !== undefined && decoded !== '') result[name] = decoded;
  }
}

/** Reads a message into JSON by its shape. Throws UnknownFieldError for a field that is not listed, Error for bytes that are no message. */
export function readMessage(bytes: Uint8Array, shape: MessageShape): Message {
  const reader = new BinaryReader(bytes);
  const result: Message = {};
  while (reader.pos < reader.len) {
    const [fieldNumber, wireType] = reader.tag();
    const value = readValue(reader, fieldNumber, wireType);
    const field = shape[fieldNumber];
    if (field === undefined) {
      const known = Object.values(shape).map(([name]) => name);
      throw new UnknownFieldError(
        `protobuf field ${fieldNumber} of the message with ${known.slice(0, 3).join(', ')}, ...`,
      );
    }
    addField(result, ...field, value);
  }
  return result;
}
