import type { Logger } from 'pino';
import type { ServiceConfig } from './config/service-variables.ts';
import { createReadiness, type Readiness } from './lifecycle/readiness.ts';
import { createLogger } from './logger.ts';
import { passThroughTracing, type Tracing } from './tracing/tracing.ts';

/** What the parts of a running service share. */
export interface Service<Config extends ServiceConfig = ServiceConfig> {
  /** As it stands in the service's answers: "Product". */
  readonly name: string;
  readonly config: Config;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly tracing: Tracing;
}

/** A service that is not traced, or traced by what the caller has loaded. */
export function createService<Config extends ServiceConfig>(
  name: string,
  config: Config,
  parts: { readonly logger?: Logger; readonly tracing?: Tracing } = {},
): Service<Config> {
  const { logger = createLogger(name, config), tracing = passThroughTracing } = parts;
  return { name, config, logger, tracing, readiness: createReadiness() };
}
