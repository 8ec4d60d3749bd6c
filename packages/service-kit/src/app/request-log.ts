import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { currentRequest } from './request-context.ts';
import { onRequestEnd } from './request-end.ts';

/** Probes and scrapes come every few seconds for ever; a log of them hides everything else. */
const QUIET_ROUTES: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);

/** Writes one line for each request when it has ended. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    // Kept here, because the end comes from the socket, outside the request's context.
    const context = currentRequest();
    const path = request.path;
    onRequestEnd(request, response, ({ method, route, status, durationMs }) => {
      const level = QUIET_ROUTES.has(route) ? 'debug' : 'info';
      const { requestId, traceId } = context ?? {};
      const ms = Math.round(durationMs * 10) / 10;
      logger[level]({ requestId, traceId, method, path, status, durationMs: ms }, 'request');
    });
    next();
  };
}
