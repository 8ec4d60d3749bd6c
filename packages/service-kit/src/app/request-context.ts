import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { parseTraceRoot, TRACE_HEADER } from '../tracing/trace-header.ts';

/** What belongs to one request and has to reach its log lines and the calls it leads to. */
export interface RequestContext {
  readonly requestId: string;
  /** The `X-Amzn-Trace-Id` header as the caller sent it. */
  readonly traceHeader?: string;
  /** The id of the trace the request belongs to, when there is one. */
  traceId?: string;
}

/** The header that carries the request id, in and out. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Longer or stranger ids than this are replaced: they go into headers and logs. */
const ACCEPTED_REQUEST_ID = /^[\w.:+/=-]{1,128}$/;

const storage = new AsyncLocalStorage<RequestContext>();

/** The context of the request that the running code works for, if it works for one. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** Gives each request its context, and its answer the request id. */
export const requestContext: RequestHandler = (request, response, next) => {
  const sentId = request.get(REQUEST_ID_HEADER);
  const traceHeader = request.get(TRACE_HEADER);
  const traceId = parseTraceRoot(traceHeader);
  const context: RequestContext = {
    requestId: sentId !== undefined && ACCEPTED_REQUEST_ID.test(sentId) ? sentId : randomUUID(),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(traceId === undefined ? {} : { traceId }),
  };
  response.set(REQUEST_ID_HEADER, context.requestId);
  storage.run(context, next);
};
