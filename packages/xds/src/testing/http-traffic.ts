import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP server on a free port that answers every request with `name`. Closed with the test. */
export async function startBackend(
  name: string,
): Promise<{ readonly address: string; readonly port: number }> {
  const server = createServer({ keepAliveTimeout: 75_000 }, (_request, response) => response.end(name));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

/** What came back: the body of a 200, or what went wrong. */
export type Answer =
  | { readonly ok: true; readonly body: string }
  | { readonly ok: false; readonly error: string };

export function askOnce(port: number, agent: Agent): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent, timeout: 5000 }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => {
        const { statusCode } = response;
        resolve(statusCode === 200 ? { ok: true, body } : { ok: false, error: `${statusCode} ${body}` });
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 5 s')));
    request.on('error', (error) => resolve({ ok: false, error: error.message }));
  });
}

/** Requests under way, and what came of those that are done. */
export interface Traffic {
  readonly answers: readonly Answer[];
  /** Resolves when no worker asks any more. */
  stop(): Promise<void>;
}

/** Asks without pause with 8 workers until stopped, at most `limit` times. */
export function startTraffic(port: number, limit: number): Traffic {
  const agent = new Agent({ keepAlive: true });
  const answers: Answer[] = [];
  let isStopped = false;
  let asked = 0;
  async function work(): Promise<void> {
    while (!isStopped && asked < limit) {
      asked += 1;
      answers.push(await askOnce(port, agent));
    }
  }
  const workers = Promise.all(Array.from({ length: 8 }, work));
  return {
    answers,
    async stop() {
      isStopped = true;
      await workers;
      agent.destroy();
    },
  };
}
