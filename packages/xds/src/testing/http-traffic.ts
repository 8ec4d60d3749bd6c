import { Agent, createServer, get } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
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

/** A server on a free port that takes connections and never says a word. Closed with the test. */
export async function startHangingBackend(): Promise<{ readonly address: string; readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

type Answer = { readonly body: string } | { readonly error: string };

function askOnce(port: number, agent: Agent): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent, timeout: 60_000 }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => {
        const { statusCode } = response;
        resolve(statusCode === 200 ? { body } : { error: `${statusCode} ${body}` });
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 5 s')));
    request.on('error', (error) => resolve({ error: error.message }));
  });
}

/** Requests under way, and what came of those that are done. */
export interface Traffic {
  /** Requests answered with a 200, by body; without an argument all of them. */
  answered(body?: string): number;
  /** What went wrong, a line per lost request. */
  readonly lost: readonly string[];
  /** Resolves when the last request under way is answered. */
  stop(): Promise<void>;
}

/** No test needs nearly as many; the bound is for one that hangs. */
const REQUEST_LIMIT = 200_000;

/** Asks without pause with 4 workers until stopped, at the latest when the test ends. */
export function startTraffic(port: number): Traffic {
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, number>();
  const lost: string[] = [];
  let isStopped = false;
  let asked = 0;
  async function work(): Promise<void> {
    while (!isStopped && asked < REQUEST_LIMIT) {
      asked += 1;
      const answer = await askOnce(port, agent);
      if ('error' in answer) {
        lost.push(answer.error);
      } else {
        counts.set(answer.body, (counts.get(answer.body) ?? 0) + 1);
      }
    }
  }
  const workers = Promise.all(Array.from({ length: 4 }, work));
  async function stop(): Promise<void> {
    isStopped = true;
    await workers;
    agent.destroy();
  }
  onTestFinished(stop);
  return {
    answered: (body) =>
      body === undefined ? [...counts.values()].reduce((sum, one) => sum + one, 0) : (counts.get(body) ?? 0),
    lost,
    stop,
  };
}
