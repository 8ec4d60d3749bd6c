import http from 'node:http';
import https from 'node:https';

/** How one GET is sent. Nothing is retried and no redirect is followed. */
export interface RequestOptions {
  /** Connections are kept by this agent; `false` opens a new one and asks for it to be closed afterwards. */
  readonly agent: http.Agent | false;
  /** From the call to the last byte of the body, connecting included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What came back. `tookMs` runs from the call to the last byte, or to the failure. */
export type Exchange =
  | { readonly answered: true; readonly status: number; readonly body: string; readonly tookMs: number }
  | {
      readonly answered: false;
      readonly reason: string;
      /** What had arrived before it failed. */
      readonly status?: number;
      readonly body?: string;
      readonly tookMs: number;
    };

/** A body longer than this is none of the answers we know. */
const BODY_LIMIT_BYTES = 1_000_000;

/** Sends one GET and settles with what happened; it never rejects. */
export function requestOnce(url: URL, options: RequestOptions): Promise<Exchange> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let status: number | undefined;

    let settled = false;
    const settle = (exchange: Exchange) => {
      settled = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      resolve(exchange);
    };
    const fail = (reason: string) => {
      settle({
        answered: false,
        reason,
        ...(status === undefined ? {} : { status, body: Buffer.concat(chunks).toString('utf8') }),
        tookMs: performance.now() - startedAt,
      });
      request.destroy();
    };
    const onAbort = () => fail('interrupted');

    const client = url.protocol === 'https:' ? https : http;
    const request = client.get(url, { agent: options.agent });
    const onTimeout = () => {
      if (settled) return;
      const seconds = `${options.timeoutMs / 1000} s`;
      fail(status === undefined ? `no answer within ${seconds}` : `answer incomplete after ${seconds}`);
    };
    // A process that was kept from running finds its timers before what has arrived meanwhile: it looks at that first.
    const timer = setTimeout(() => setImmediate(onTimeout), options.timeoutMs);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.signal?.aborted) onAbort();

    request.on('error', (error: NodeJS.ErrnoException) => {
      // A reused connection that the server had closed must stay visible as such: it is a failure, not an excuse.
      const connection = request.reusedSocket ? 'on a kept-alive connection' : 'on a new connection';
      fail(`${error.code ?? error.name}: ${error.message} (${connection})`);
    });
    request.on('response', (response) => {
      status = response.statusCode ?? 0;
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received > BODY_LIMIT_BYTES) fail(`body longer than ${BODY_LIMIT_BYTES} bytes`);
        else chunks.push(chunk);
      });
      response.on('end', () => {
        if (!response.complete) return fail('connection closed in the middle of the body');
        settle({
          answered: true,
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
          tookMs: performance.now() - startedAt,
        });
      });
      response.on('error', (error) => fail(`connection lost in the middle of the body: ${error.message}`));
    });
  });
}
