import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecord, scanJournal } from './journal-format.ts';

const PAYLOADS = ['{"mesh":"demomesh"}', '{"node":"product-vn","text":"ä ü"}', '{"weight":75}'];
const JOURNAL = Buffer.concat(PAYLOADS.map(encodeRecord));
const LAST = encodeRecord(PAYLOADS[2] ?? '');

describe('scanJournal', () => {
  it('reads back what was written', () => {
    expect(scanJournal(JOURNAL)).toEqual({ payloads: PAYLOADS, wholeLength: JOURNAL.length, damage: [] });
  });

  it('drops a last record that was cut at any byte, and nothing else', () => {
    const before = JOURNAL.length - LAST.length;
    for (let length = before; length < JOURNAL.length; length++) {
      const scan = scanJournal(JOURNAL.subarray(0, length));
      expect(scan, `cut at byte ${length}`).toEqual({
        payloads: PAYLOADS.slice(0, 2),
        wholeLength: before,
        damage: [],
      });
    }
  });

  it('takes blocks that were never written for a torn end', () => {
    const scan = scanJournal(Buffer.concat([JOURNAL, Buffer.alloc(4096)]));
    expect(scan).toEqual({ payloads: PAYLOADS, wholeLength: JOURNAL.length, damage: [] });
  });

  it('takes a last record for torn whose end was never written, at whichever byte that begins', () => {
    const before = JOURNAL.length - LAST.length;
    for (let length = before; length < JOURNAL.length; length++) {
      const torn = Buffer.concat([JOURNAL.subarray(0, length), Buffer.alloc(JOURNAL.length - length)]);
      expect(scanJournal(torn), `zeros from byte ${length}`).toEqual({
        payloads: PAYLOADS.slice(0, 2),
        wholeLength: before,
        damage: [],
      });
    }
  });

  it('reports every flipped bit with the offset of its record and reads all other records', () => {
    const starts = [0, encodeRecord(PAYLOADS[0] ?? '').length, JOURNAL.length - LAST.length];
    for (let index = 0; index < JOURNAL.length; index++) {
      const record = starts.findLastIndex((start) => start <= index);
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(JOURNAL);
        flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
        const scan = scanJournal(flipped);
        expect(
          scan.damage.map((damage) => damage.offset),
          `bit ${bit} of byte ${index}`,
        ).toEqual([starts[record]]);
        expect(scan.payloads).toEqual(PAYLOADS.filter((_, position) => position !== record));
      }
    }
  });

  it('reads any bytes without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const scan = scanJournal(Buffer.concat([JOURNAL, bytes]));
        expect(scan.payloads.slice(0, 3)).toEqual(PAYLOADS);
        expect(scan.wholeLength).toBeGreaterThanOrEqual(JOURNAL.length);
      }),
    );
  });
});
