import { type ClientRequestArgs, request } from 'node:http';

/** How long a program on this machine may take to answer, in milliseconds. */
const TIMEOUT_MS = 5000;

/** What a program on this machine answered. */
export interface LoopbackAnswer {
  readonly status: number;
  readonly body: string;
}

/** Sends one request on a connection of its own; undefined when nobody answers, or not in time. */
export function requestLoopback(options: ClientRequestArgs): Promise<LoopbackAnswer | undefined> {
  return new Promise((resolve) => {
    const sent = request({ ...options, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', () => resolve(undefined));
    });
    sent.setTimeout(TIMEOUT_MS, () => sent.destroy());
    sent.on('error', () => resolve(undefined));
    sent.end();
  });
}
