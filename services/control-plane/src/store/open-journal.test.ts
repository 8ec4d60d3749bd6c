import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callApi } from '../testing/call-api.ts';
import { startControlPlane, temporaryDirectory } from '../testing/start-control-plane.ts';
import { scanJournal } from './journal-format.ts';
import { DamagedJournalError, openJournal } from './open-journal.ts';

/** The journal of a few writes, and where its records begin. */
async function writtenJournal(): Promise<{ bytes: Buffer; starts: readonly number[] }> {
  const STATE_DIR = await temporaryDirectory();
  const { apiUrl, stop } = await startControlPlane({ STATE_DIR });
  await callApi(apiUrl, 'PUT', '/meshes', { meshName: 'shop' });
  await callApi(apiUrl, 'PUT', '/meshes/shop/virtualNodes', { virtualNodeName: 'node', spec: {} });
  await callApi(apiUrl, 'DELETE', '/meshes/shop/virtualNodes/node');
  await callApi(apiUrl, 'PUT', '/meshes/shop', { spec: { egressFilter: { type: 'ALLOW_ALL' } } });
  await stop();
  const bytes = await readFile(join(STATE_DIR, 'journal'));
  const starts = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1);
  return { bytes, starts: [0, ...starts.slice(0, -1)] };
}

describe('openJournal', () => {
  it('finds every write before the last one, whichever byte of that a crash cut it at', async () => {
    const { bytes, starts } = await writtenJournal();
    const { payloads } = scanJournal(bytes);
    const last = starts.at(-1) ?? 0;
    const directory = await temporaryDirectory();
    for (let length = last; length < bytes.length; length++) {
      await writeFile(join(directory, 'journal'), bytes.subarray(0, length));
      const opened = await openJournal(directory, 'refuse');
      expect(opened.payloads, `cut at byte ${length}`).toEqual(payloads.slice(1, -1));
      expect(opened.tornBytes).toBe(length - last);
      await opened.journal.close();
      expect((await readFile(join(directory, 'journal'))).equals(bytes.subarray(0, last))).toBe(true);
    }
  });

  it('refuses whichever byte is flipped, with the offset of its record, and changes nothing', async () => {
    const { bytes, starts } = await writtenJournal();
    const directory = await temporaryDirectory();
    await mkdir(directory, { recursive: true });
    const file = join(directory, 'journal');
    for (let index = 0; index < bytes.length; index++) {
      const flipped = Buffer.from(bytes);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
      await writeFile(file, flipped);
      const error: unknown = await openJournal(directory, 'refuse').catch((reason: unknown) => reason);
      expect(error, `byte ${index}`).toBeInstanceOf(DamagedJournalError);
      const start = starts.findLast((it) => it <= index);
      expect(String(error)).toContain(`at byte ${start},`);
      expect((await readFile(file)).equals(flipped)).toBe(true);
    }
  });
});
