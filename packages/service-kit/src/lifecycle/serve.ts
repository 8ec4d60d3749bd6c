import type { RequestListener } from 'node:http';
import type { Service } from '../service.ts';
import { ExitCode } from './exit-code.ts';
import { startServer } from './start-server.ts';

/** What may keep the process alive after the drain, such as a last trace segment, gets this long. */
const LAST_WORK_MS = 1_000;

/**
 * Serves until SIGTERM or SIGINT, drains, and ends the process with a code from ExitCode. A second
 * signal ends it at once.
 */
export async function serve(app: RequestListener, service: Service): Promise<void> {
  const { logger, config, name } = service;
  const server = await startServer(app, service).catch((error: unknown) => {
    process.stderr.write(`${name} cannot start: ${describeListenError(error, config)}\n`);
    process.exit(ExitCode.cannotStart);
  });
  logger.info({ url: server.url, startMs: Math.round(performance.now()) }, 'listening');

  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(ExitCode.cutOff);
    stopping = true;
    logger.info({ signal, limitMs: config.shutdownTimeoutMs }, 'draining');
    const outcome = await server.drain();
    if (outcome.kind === 'drained') logger.info('drained');
    else logger.error({ requests: outcome.requests }, 'cut off: SHUTDOWN_TIMEOUT_MS is over');
    process.exitCode = outcome.kind === 'drained' ? ExitCode.drained : ExitCode.cutOff;
    setTimeout(() => process.exit(), LAST_WORK_MS).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function describeListenError(error: unknown, { host, port }: Service['config']): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `another process listens on ${host}:${port}. Stop it, or set PORT to a free port (0 is any).`;
    case 'EACCES':
      return `this user may not listen on port ${port}. Set PORT to 1024 or above.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Set HOST to one of its addresses, such as 127.0.0.1.`;
    default:
      return `cannot listen on ${host}:${port}: ${String(error)}`;
  }
}
