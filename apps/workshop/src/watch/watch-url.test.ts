import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { nextDue, watchUrl } from './watch-url.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function startServer(handler: http.RequestListener): Promise<URL> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

function recorder(isTTY: boolean) {
  const written: string[] = [];
  const write = (chunk: Uint8Array | string) => {
    written.push(String(chunk));
    return true;
  };
  return { write, isTTY, columns: 100, rows: 30, text: () => written.join('') };
}

describe('watching a URL', () => {
  it('stops after the asked number of requests and prints the totals', async () => {
    let requests = 0;
    const url = await startServer((_, response) => {
      requests += 1;
      response.end(`{"version":"${requests % 4 === 0 ? '2.0' : '1.0'}"}`);
    });
    const output = recorder(false);
    const total = await watchUrl(url, { intervalMs: 2, count: 20 }, output, new AbortController().signal);
    expect(requests).toBe(20);
    expect(total).toMatchObject({ requests: 20, errors: 0 });
    expect(output.text()).toContain('version: 1.0 75.0 % (15), 2.0 25.0 % (5)');
    expect(output.text()).not.toContain('\x1b');
  });

  it('redraws in place on a terminal and gives the cursor back', async () => {
    const url = await startServer((_, response) => response.end('{"version":"1.0"}'));
    const output = recorder(true);
    await watchUrl(url, { intervalMs: 5, forMs: 50 }, output, new AbortController().signal);
    expect(output.text().startsWith('\x1b[?25l')).toBe(true);
    expect(output.text()).toContain('A\r\x1b[0J');
    expect(output.text()).toContain('\x1b[?25h');
  });

  it('writes a line a second elsewhere, until it is interrupted, and then the totals', async () => {
    const url = await startServer((_, response) => response.end('{"color":"red"}'));
    const output = recorder(false);
    const interrupt = new AbortController();
    const done = watchUrl(url, { intervalMs: 20 }, output, interrupt.signal);
    await expect.poll(output.text).toMatch(/^\d\d:\d\d:\d\d .*color red 100\.0 %\n/);
    interrupt.abort();
    const total = await done;
    expect(total.errors).toBe(0);
    expect(output.text()).toMatch(/color: red 100\.0 % \(\d+\)\n$/);
  });

  it('counts errors and goes on', async () => {
    let requests = 0;
    const url = await startServer((_, response) => {
      requests += 1;
      if (requests === 2) response.destroy();
      else response.writeHead(requests === 3 ? 503 : 200).end('{"version":"1"}');
    });
    const total = await watchUrl(
      url,
      { intervalMs: 10, count: 5 },
      recorder(false),
      new AbortController().signal,
    );
    expect(total).toMatchObject({ requests: 5, errors: 2 });
  });
});

it('goes on after a pause at its own rate, and makes up for a timer that was a little late', () => {
  expect(nextDue(1000, 200, 1001)).toBe(1200);
  expect(nextDue(1000, 200, 1350)).toBe(1200);
  expect(nextDue(1000, 200, 60_000)).toBe(60_000);
});
