import { pino } from 'pino';
import { ConfigError, loadConfig } from './config.ts';
import { startPipeline } from './pipeline.ts';

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = pino({ name: 'control-plane', level: config.logLevel });
  const pipeline = await startPipeline(config, logger);
  const at = (host: string, port: number) => `${host.includes(':') ? `[${host}]` : host}:${port}`;
  logger.info(
    {
      api: at(config.apiAddress.host, pipeline.apiPort),
      xds: at(config.xdsAddress.host, pipeline.xdsPort),
      admin: at(config.adminAddress.host, pipeline.adminPort),
    },
    'ready',
  );

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    pipeline.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'not stopped cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  const title =
    error instanceof ConfigError ? 'The environment is not right' : 'The control plane cannot start';
  process.stderr.write(`${title}:\n${reason}\n`);
  process.exit(1);
});
