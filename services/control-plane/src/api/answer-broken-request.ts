import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** What is wrong with bytes that are no request, by the code of Node's error. */
const REASONS: Readonly<Record<string, readonly [status: string, type: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'RequestHeaderFieldsTooLargeException',
    'Path, query and headers are too large; allowed: at most 16384 bytes together.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'RequestTimeoutException',
    'The request did not arrive in time.',
  ],
};
const NO_REQUEST = ['400 Bad Request', 'BadRequestException', 'This is not a valid HTTP request.'] as const;

/** Answers what never became a request, in the form of every other answer, and ends the connection. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, type, message] = REASONS[error.code ?? ''] ?? NO_REQUEST;
  const body = JSON.stringify({ message });
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-amzn-RequestId: ${randomUUID()}`,
    `x-amzn-ErrorType: ${type}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
