import type { Logger } from 'pino';
import type { ServiceConfig } from './config/service-variables.ts';
import { createLogger } from './logger.ts';
import { passThroughTracing, type Tracing } from './tracing/tracing.ts';

/** Whether the service wants requests. It starts wanting them, and stops once, when it is told to end. */
interface Readiness {
  isReady(): boolean;
  markUnready(): void;
}

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

/** A service that is ready until it is marked unready. */
function createReadiness(): Readiness {
  let ready = true;
  return {
    isReady: () => ready,
    markUnready: () => {
      ready = false;
    },
  };
}
