import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';

/** Answers paths that no endpoint has. */
export function notFound(serviceName: string): RequestHandler {
  return (request, response) => {
    response.status(404).json({ service: serviceName, error: `Not Found: ${request.path}` });
  };
}

/**
 * Answers what a handler threw. An error that says it is the caller's fault (a status from 400 to
 * 499) is told to the caller; all others are logged and stay inside.
 */
export function errorHandler(serviceName: string, logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      // Too late for another answer: Express closes the connection, which the caller notices.
      next(error);
      return;
    }
    const status = callerStatus(error);
    if (status !== undefined && error instanceof Error) {
      response.status(status).json({ service: serviceName, error: error.message });
      return;
    }
    logger.error({ err: error }, 'request failed');
    response.status(500).json({ service: serviceName, error: 'Internal Server Error' });
  };
}

function callerStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
