import type { RequestListener } from 'node:http';
import { readConfig } from '../config/read-config.ts';
import type { ServiceConfig } from '../config/service-variables.ts';
import type { Variables } from '../config/variable.ts';
import { createLogger } from '../logger.ts';
import { createService, type Service } from '../service.ts';
import { passThroughTracing } from '../tracing/tracing.ts';
import { loadXrayTracing } from '../tracing/xray-tracing.ts';
import { ExitCode } from './exit-code.ts';
import { serve } from './serve.ts';

/** What makes one service differ from the others. */
export interface ServiceDefinition<Config extends ServiceConfig> {
  readonly name: string;
  readonly variables: Variables<Config>;
  createApp(service: Service<Config>): RequestListener;
}

/** Runs a service as this process: configuration from the environment, then tracing, the app, serving. */
export async function runService<Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
): Promise<void> {
  const { name } = definition;
  const config = loadConfig(name, definition.variables);
  const logger = createLogger(name, config);
  const daemonAddress = config.xrayDaemonAddress;
  const tracing =
    daemonAddress === undefined
      ? passThroughTracing
      : await loadXrayTracing({ serviceName: name, daemonAddress, logger });
  const service = createService(name, config, { logger, tracing });
  await serve(definition.createApp(service), service);
}

/**
 * The configuration of this process. When a variable has a value that is not allowed, all such
 * variables are named on stderr and the process ends with exit code 1.
 */
function loadConfig<Config>(serviceName: string, variables: Variables<Config>): Config {
  const result = readConfig(variables, process.env);
  if (result.ok) return result.config;
  const title = `${serviceName} cannot start: its environment has values that are not allowed.`;
  process.stderr.write(`${[title, ...result.problems.map((problem) => `  ${problem}`)].join('\n')}\n`);
  process.exit(ExitCode.cannotStart);
}
