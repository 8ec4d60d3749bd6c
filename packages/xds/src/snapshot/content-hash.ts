import { createHash } from 'node:crypto';

/** The first 64 bits of the SHA-256 of `text`, in hex: short enough to read, long enough never to meet twice. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
