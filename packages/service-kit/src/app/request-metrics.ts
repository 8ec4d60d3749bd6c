import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Endpoints } from './endpoints.ts';
import { onRequestEnd } from './request-end.ts';

/** Counts and times requests, and shows both with the process's own figures on `/metrics`. */
export interface RequestMetrics {
  readonly middleware: RequestHandler;
  readonly endpoints: Endpoints;
}

/** Metrics of one app, in a registry of their own. */
export function createRequestMetrics(): RequestMetrics {
  const registry = new Registry();
  const labelNames = ['method', 'route', 'status'] as const;
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by method, route and status',
    labelNames,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer, by method, route and status',
    labelNames,
    registers: [registry],
  });
  return {
    middleware: (request, response, next) => {
      onRequestEnd(request, response, ({ method, route, status, durationMs }) => {
        const labels = { method, route, status };
        requests.inc(labels);
        durations.observe(labels, durationMs / 1000);
      });
      next();
    },
    endpoints: {
      '/metrics': {
        get: async (_request, response) => {
          response.type(registry.contentType).send(await registry.metrics());
        },
      },
    },
  };
}
