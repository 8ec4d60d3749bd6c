import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;
const CHUNK_BYTES = 64 * 1024;

/**
 * Hands the content of a growing file to `write`, from the byte `start` on, until `isOver` says that nothing more will come and the end is reached, or `signal` fires. A
 * missing file is an empty one.
 */
export async function followFile(
  file: string,
  start: number,
  write: (chunk: Buffer) => void | Promise<void>,
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  let position = start;
  const buffer = Buffer.alloc(CHUNK_BYTES);
  while (!signal.aborted) {
    // Asked before reading: what was written before the end is still read.
    const over = isOver();
    const handle = await open(file, 'r').catch(() => undefined);
    if (handle !== undefined) {
      try {
        for (;;) {
          const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
          if (bytesRead === 0) break;
          position += bytesRead;
          await write(Buffer.from(buffer.subarray(0, bytesRead)));
        }
      } finally {
        await handle.close();
      }
    }
    if (over) return;
    // Aborted: the loop looks at the signal itself.
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The byte at which the last `lines` lines of a text begin. A last line without a line end counts as one. */
export function tailOffset(content: Buffer, lines: number): number {
  if (lines <= 0) return content.length;
  let seen = 0;
  for (let index = content.length - 1; index >= 0; index -= 1) {
    if (content[index] !== 0x0a || index === content.length - 1) continue;
    seen += 1;
    if (seen === lines) return index + 1;
  }
  return 0;
}
