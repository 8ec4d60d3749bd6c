import type { IncomingMessage } from 'node:http';
import { ApiError } from './errors.ts';

/** Largest body in bytes: a spec of the largest allowed size is a small part of this. */
const MAX_BODY = 1_048_576;

/** Reads the bytes of a request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and thrown away, so that the client hears the answer.
    if (length <= MAX_BODY) chunks.push(chunk);
  }
  if (length > MAX_BODY)
    throw new ApiError(
      'RequestEntityTooLargeException',
      `The request body has ${length} bytes; allowed: at most ${MAX_BODY}.`,
    );
  return Buffer.concat(chunks);
}

/** Reads a JSON object; an empty body is an empty object. */
export function parseBody(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  const value = parseJson(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new ApiError('BadRequestException', 'The request body must be a JSON object.');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApiError('BadRequestException', `The request body is not valid JSON: ${reason}`);
  }
}
