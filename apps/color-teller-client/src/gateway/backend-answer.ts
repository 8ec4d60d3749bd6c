import type { IncomingMessage, ServerResponse } from 'node:http';

/** A color is a word; more than this is a mistake. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** They are about one connection (RFC 9110, 7.6.1), or set by the gateway itself. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The whole body; rejects when it breaks off or is longer than any color. */
export async function readBody(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Puts the headers of the backend's answer into the gateway's, except those that each connection has for itself. */
export function copyHeaders(answer: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !OWN_HEADERS.has(name) && !response.hasHeader(name))
      response.setHeader(name, value);
  }
}
