import { spawn } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestLimits } from './load-outcome.ts';
import { type Load, startLoad } from './start-load.ts';

const SERVICES = ['Order', 'Product'];
const GOOD = '{"service":"Order","version":"1.0"}\n{"service":"Product","version":"1.5"}\n';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function startServer(
  handler: http.RequestListener,
): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const server = http.createServer(handler);
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections: () => connections,
  };
}

async function start(url: string, limits?: RequestLimits): Promise<Load> {
  const load = await startLoad({
    url,
    answer: { form: 'lines', services: SERVICES },
    requestsPerSecond: 400,
    newConnectionEvery: 10,
    ...(limits === undefined ? {} : { limits }),
  });
  cleanups.push(() => load.kill());
  return load;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the background load', () => {
  it('counts every request, reads the versions and opens a new connection for a tenth', async () => {
    const server = await startServer((_, response) => response.end(GOOD));
    const load = await start(server.url);
    await expect.poll(() => load.outcomes().length).toBeGreaterThan(200);
    const report = await load.stop();
    expect(report.failed).toBe(0);
    expect(report.sent).toBe(report.ok);
    expect(load.outcomes()[0]).toMatchObject({ ok: true, versions: { Order: '1.0', Product: '1.5' } });
    expect(report.newConnections).toBe(Math.ceil(report.sent / 10));
    expect(server.connections()).toBeGreaterThanOrEqual(report.newConnections);
    expect(server.connections()).toBeLessThan(report.sent / 2);
    expect(alive(load.pid)).toBe(false);
  });

  it('records a failed request with its time, reason and response, and does not send it again', async () => {
    let requests = 0;
    const server = await startServer((_, response) => {
      requests += 1;
      if (requests === 5) response.writeHead(503).end('no healthy upstream');
      else response.end(GOOD);
    });
    const load = await start(server.url);
    await expect.poll(() => load.outcomes().length).toBeGreaterThan(20);
    const report = await load.stop();
    expect(report.sent).toBe(requests);
    expect(report.failed).toBe(1);
    expect(report.failures[0]).toMatchObject({
      reason: 'status 503',
      status: 503,
      body: 'no healthy upstream',
    });
    expect(report.failures[0]?.sentAt).toBeGreaterThan(0);
  });

  it('takes an answer that does not come in time, and a connection cut in the middle, as failed', async () => {
    let requests = 0;
    const server = await startServer((_, response) => {
      requests += 1;
      if (requests === 3) return;
      if (requests === 6) {
        response.writeHead(200, { 'content-length': '1000' });
        response.write(GOOD, () => response.destroy());
      } else response.end(GOOD);
    });
    const load = await start(server.url, { lateAfterMs: 1000, lostAfterMs: 3000 });
    const reasons = () =>
      load
        .outcomes()
        .flatMap((outcome) => (outcome.ok ? [] : [`${outcome.reason} ${outcome.busyness?.measure}`]));
    await expect.poll(() => reasons().length).toBeGreaterThanOrEqual(2);
    const report = await load.stop();
    expect(report.failed).toBe(reasons().length);
    expect(reasons().join('\n')).toMatch(/no answer within 3 s (CPU pressure|own delay)/);
    expect(reasons().join('\n')).toMatch(/connection (lost|closed) in the middle of the body/);
  });

  it('counts a right answer that came late as ok and late, with how busy the machine was', async () => {
    let requests = 0;
    const server = await startServer((_, response) => {
      requests += 1;
      if (requests === 3) setTimeout(() => response.end(GOOD), 100);
      else response.end(GOOD);
    });
    const load = await start(server.url, { lateAfterMs: 50, lostAfterMs: 60_000 });
    await expect.poll(() => load.outcomes().length).toBeGreaterThan(20);
    const report = await load.stop();
    expect(report).toMatchObject({ failed: 0, failures: [], ok: report.sent });
    expect(report.late).toBeGreaterThanOrEqual(1);
    expect(report.busynessWhenLate[0]?.measure).toMatch(/CPU pressure|own delay/);
  });

  it('never has more requests under way than the answers leave room for, and says how many it held back', async () => {
    let underWay = 0;
    let most = 0;
    const server = await startServer((_, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        response.end(GOOD);
      }, 500);
    });
    const load = await start(server.url);
    await expect.poll(() => load.outcomes().length).toBeGreaterThan(5);
    const report = await load.stop();
    // At 400 requests/s and half a second each, a load without a limit would have had 200 under way.
    expect(most).toBeLessThanOrEqual(2);
    expect(report.heldBack).toBeGreaterThan(report.sent);
    expect(report.failed).toBe(0);
  });

  it('says so when its process died', async () => {
    const server = await startServer((_, response) => response.end(GOOD));
    const load = await start(server.url);
    load.kill();
    await expect(load.stop()).rejects.toThrow('the load process ended unasked (SIGKILL)');
  });

  it('ends with its parent, even when the parent is killed', async () => {
    const server = await startServer((_, response) => response.end(GOOD));
    const module = fileURLToPath(new URL('./start-load.ts', import.meta.url));
    const loader = new URL('../../typescript.mjs', import.meta.url).href;
    const program = `
      import { startLoad } from ${JSON.stringify(module)};
      const options = { url: ${JSON.stringify(server.url)}, answer: { form: 'lines', services: [] }, requestsPerSecond: 10, newConnectionEvery: 10 };
      const load = await startLoad(options);
      process.stdout.write(String(load.pid));
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--import', loader, '--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanups.push(() => parent.kill('SIGKILL'));
    let output = '';
    parent.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output).toMatch(/^\d+$/);
    parent.kill('SIGKILL');
    await expect.poll(() => alive(Number(output))).toBe(false);
  });
});
