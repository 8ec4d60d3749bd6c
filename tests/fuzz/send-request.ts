import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HttpInput } from './http-input.ts';
import type { Outcome } from './surface.ts';

/** Where to send requests to. */
export interface HttpAddress {
  readonly port: number;
  /** Of the certificate; absent: without TLS. */
  readonly certificateAuthority?: string;
}

/** A request that is whole is answered; after so long it is not. */
const ANSWER_LIMIT_MS = 20_000;
/** What is not whole may wait for more forever. */
const BROKEN_LIMIT_MS = 100;
/** Watches and logs go on: their beginning is the answer. */
const QUIET_MS = 50;
const STATUS_LINE = /HTTP\/1\.1 (\d{3})/g;

/** Sends the bytes of a request over a connection of its own. Every answer but 500 is right; a whole request has to have one. */
export async function sendRequest(
  { port, certificateAuthority: ca }: HttpAddress,
  { bytes, isWhole }: HttpInput,
): Promise<Outcome> {
  const answer = await new Promise<string>((resolve) => {
    const host = '127.0.0.1';
    const socket: Socket =
      ca === undefined ? connectTcp({ host, port }) : connectTls({ host, port, ca, servername: 'localhost' });
    let received = '';
    let limit = setTimeout(() => socket.destroy(), ANSWER_LIMIT_MS);
    socket.once(ca === undefined ? 'connect' : 'secureConnect', () => {
      socket.write(bytes);
      if (isWhole) return;
      clearTimeout(limit);
      limit = setTimeout(() => socket.destroy(), BROKEN_LIMIT_MS);
    });
    let quiet: NodeJS.Timeout | undefined;
    socket.on('data', (chunk: Buffer) => {
      // Bodies are long, and of no interest.
      received = (received + chunk.toString('latin1')).slice(0, 100_000);
      clearTimeout(quiet);
      quiet = setTimeout(() => socket.destroy(), QUIET_MS);
    });
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(limit);
      clearTimeout(quiet);
      resolve(received);
    });
  });
  const statuses = [...answer.matchAll(STATUS_LINE)].map(([, status = '']) => status);
  const [first = 'none'] = statuses;
  if (statuses.includes('500'))
    return { input: bytes, answer: '500', violation: `answered ${answer.slice(0, 600)}` };
  if (isWhole && first === 'none') return { input: bytes, answer: first, violation: 'not answered' };
  return { input: bytes, answer: first };
}
