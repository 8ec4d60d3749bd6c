import { type Logger, pino, stdTimeFunctions } from 'pino';
import { currentRequest } from './app/request-context.ts';
import type { ServiceConfig } from './config/service-variables.ts';

/**
 * A logger that writes one JSON object a line to stdout. Lines written while a request is worked
 * for carry its request id and trace id.
 */
export function createLogger(serviceName: string, config: ServiceConfig): Logger {
  return pino({
    level: config.logLevel,
    base: { service: serviceName, version: config.version },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const request = currentRequest();
      return request === undefined ? {} : { requestId: request.requestId, traceId: request.traceId };
    },
  });
}
