import { crc32 } from 'node:zlib';

/**
 * A record is one line: `<length> <checksum of the payload> <checksum of the two before> <payload>\n`, the numbers as eight
 * hexadecimal digits. The head has its own checksum because a flipped bit in the length must not make a whole record look like
 * one whose end was never written.
 */
const HEAD_LENGTH = 27;
const CHECKED_HEAD_LENGTH = 17;
const HEAD_PATTERN = /^([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8}) $/;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** The payload of the first record of every journal. */
export const JOURNAL_HEADER = JSON.stringify({ journal: 'mesh-workshop', format: 1 });

/** A stretch of a journal that cannot be read. Offsets are bytes from the start of the file. */
export interface JournalDamage {
  readonly offset: number;
  /** Bytes up to the next record that can be read, or to the end of the file. */
  readonly length: number;
  /** What is wrong there, for a person. */
  readonly reason: string;
}

/** What a journal's bytes say. */
export interface JournalScan {
  /** The payloads of all records that can be read, in order. */
  readonly payloads: readonly string[];
  /** End of the last whole record. What follows was being written when the writer stopped, and was never acknowledged. */
  readonly wholeLength: number;
  readonly damage: readonly JournalDamage[];
}

/** The bytes of one record. The payload must not contain a newline, which no `JSON.stringify` output without indent does. */
export function encodeRecord(payload: string): Buffer {
  const body = Buffer.from(payload, 'utf8');
  const checked = `${hex(body.length)} ${hex(crc32(body))}`;
  const head = `${checked} ${hex(crc32(checked))} `;
  return Buffer.concat([Buffer.from(head, 'latin1'), body, Buffer.of(NEWLINE)]);
}

/**
 * Reads a whole journal. A record whose end is missing is not damage when it is the last: that is what a crash leaves. Everything
 * else that does not add up is reported, and reading goes on at the next whole record.
 */
export function scanJournal(file: Buffer): JournalScan {
  const bytes = file.subarray(0, writtenLength(file));
  const payloads: string[] = [];
  const damage: JournalDamage[] = [];
  let offset = 0;
  let wholeLength = 0;
  while (offset < bytes.length) {
    const record = readRecord(bytes, offset);
    if (record.kind === 'whole') {
      payloads.push(record.payload);
      offset = record.end;
      wholeLength = offset;
    } else if (record.kind === 'torn') {
      break;
    } else {
      const end = nextRecord(bytes, offset);
      damage.push({ offset, length: end - offset, reason: record.reason });
      offset = end;
      wholeLength = end;
    }
  }
  return { payloads, wholeLength, damage };
}

/** A file system may have grown the file without having written the blocks at its end, which then are zeros; no record has one. */
function writtenLength(file: Buffer): number {
  let length = file.length;
  while (length > 0 && file[length - 1] === 0) length -= 1;
  return length;
}

type ReadRecord =
  | { readonly kind: 'whole'; readonly payload: string; readonly end: number }
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged'; readonly reason: string };

function readRecord(bytes: Buffer, offset: number): ReadRecord {
  const rest = bytes.length - offset;
  if (rest < HEAD_LENGTH) return { kind: 'torn' };
  const head = bytes.toString('latin1', offset, offset + HEAD_LENGTH);
  const fields = HEAD_PATTERN.exec(head);
  if (!fields) return { kind: 'damaged', reason: 'the head of a record is not readable' };
  const [, length = '', payloadChecksum = '', headChecksum = ''] = fields;
  if (hex(crc32(head.slice(0, CHECKED_HEAD_LENGTH))) !== headChecksum)
    return { kind: 'damaged', reason: 'the head of a record does not match its checksum' };
  const start = offset + HEAD_LENGTH;
  const end = start + Number.parseInt(length, 16);
  if (end >= bytes.length) return { kind: 'torn' };
  const body = bytes.subarray(start, end);
  if (hex(crc32(body)) !== payloadChecksum)
    return { kind: 'damaged', reason: 'a record does not match its checksum' };
  if (bytes[end] !== NEWLINE) return { kind: 'damaged', reason: 'a record does not end with a newline' };
  return { kind: 'whole', payload: body.toString('utf8'), end: end + 1 };
}

/** The start of the first whole record after the damaged one at `offset`; the end of the bytes when there is none. */
function nextRecord(bytes: Buffer, offset: number): number {
  // Not only behind newlines: the damaged byte may be one. The look at the first space spares reading at every byte.
  for (let start = offset + 1; start < bytes.length; start++)
    if (bytes[start + 8] === SPACE && readRecord(bytes, start).kind === 'whole') return start;
  return bytes.length;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
