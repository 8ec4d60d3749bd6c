import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startProcess } from '../testing/background-process.ts';
import { listeningUrl } from '../testing/listening-url.ts';
import { getRequest, openRawConnection } from '../testing/raw-connection.ts';
import { startTestServer } from '../testing/test-server.ts';
import { ExitCode } from './exit-code.ts';

const slowService = fileURLToPath(new URL('../testing/slow-service.ts', import.meta.url));

function start(environment: Readonly<Record<string, string>>) {
  return startProcess(['--import', 'tsx', slowService], { PORT: '0', ...environment });
}

/** A process with a connection on which one request has been answered and one is in flight. */
async function startBusy(environment: Readonly<Record<string, string>>) {
  const started = start(environment);
  const url = await listeningUrl(started);
  const busy = await openRawConnection(url);
  // Sent together they are read together: with the first answer, the second request has arrived.
  busy.send(`${getRequest('/health')}${getRequest('/')}`);
  await expect.poll(busy.received).toContain('"up"');
  return { started, url, busy };
}

test('on SIGTERM the process answers what is in flight and ends with exit code 0', async () => {
  const { started, url, busy } = await startBusy({});
  const idle = await openRawConnection(url);
  idle.send(getRequest('/ready'));
  await expect.poll(idle.received).toContain('"ready"');

  started.signal('SIGTERM');
  await expect.poll(idle.isClosed).toBe(true);
  started.signal('SIGUSR2');
  expect(await started.exit).toBe(ExitCode.drained);
  expect(busy.received()).toContain('{"answer":"at last"}');
  expect(busy.received()).toContain('\r\nConnection: close\r\n');
  expect(started.stdout()).toContain('"msg":"drained"');
});

test('the process ends with exit code 2 when SHUTDOWN_TIMEOUT_MS is over', async () => {
  const { started } = await startBusy({ SHUTDOWN_TIMEOUT_MS: '100' });
  started.signal('SIGTERM');
  expect(await started.exit).toBe(ExitCode.cutOff);
  expect(started.stdout()).toContain('"requests":1,"msg":"cut off: SHUTDOWN_TIMEOUT_MS is over"');
});

test('a second signal ends the process at once', async () => {
  const { started } = await startBusy({ SHUTDOWN_TIMEOUT_MS: '600000' });
  started.signal('SIGINT');
  await expect.poll(started.stdout).toContain('"msg":"draining"');
  started.signal('SIGINT');
  expect(await started.exit).toBe(ExitCode.cutOff);
});

test('a taken port is named, with what to do, and the exit code is 1', async () => {
  const { port } = await startTestServer((_request, response) => response.end());
  const started = start({ PORT: String(port) });
  expect(await started.exit).toBe(ExitCode.cannotStart);
  expect(started.stderr()).toBe(
    `Slow cannot start: another process listens on 127.0.0.1:${port}. ` +
      'Stop it, or set PORT to a free port (0 is any).\n',
  );
});
