import express, { type Express } from 'express';
import type { Service } from '../service.ts';
import { addEndpoints, type Endpoints } from './endpoints.ts';
import { errorHandler, notFound } from './error-handler.ts';
import { faultInjection } from './fault-injection.ts';
import { probes } from './probes.ts';
import { requestContext } from './request-context.ts';
import { requestLog } from './request-log.ts';
import { createRequestMetrics } from './request-metrics.ts';

/**
 * An Express app with a service's endpoints and all that every service has: `/health`, `/ready`,
 * `/metrics`, request ids, logs, tracing, fault injection, and JSON for every error.
 */
export function createServiceApp(service: Service, endpoints: Endpoints): Express {
  const { name, config, logger, tracing } = service;
  const metrics = createRequestMetrics();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  app.use(requestContext, metrics.middleware, requestLog(logger));
  // Ahead of tracing: probes would fill the traces with nothing.
  addEndpoints(app, name, { ...probes(service), ...metrics.endpoints });
  app.use(tracing.middleware);
  addEndpoints(app, name, endpoints, [faultInjection(name, config)]);
  app.use(notFound(name), errorHandler(name, logger));
  return app;
}
