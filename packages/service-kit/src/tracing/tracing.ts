import type { RequestHandler } from 'express';
import { currentRequest } from '../app/request-context.ts';

/** How a call to another service ended. */
export type RemoteOutcome =
  | { readonly status: number; readonly contentLength?: number }
  | { readonly error: Error };

/** A call to another service, from before it is sent until it has ended. */
export interface RemoteCall {
  /** The trace header to send along; undefined when the request belongs to no trace. */
  readonly header: string | undefined;
  end(outcome: RemoteOutcome): void;
}

/** Records requests and the calls they lead to, and passes the trace on. */
export interface Tracing {
  /** Runs before the endpoints, inside the request's context. */
  readonly middleware: RequestHandler;
  startRemoteCall(call: { readonly method: string; readonly url: URL }): RemoteCall;
}

/** Records nothing, and passes the caller's trace header on as it came. */
export const passThroughTracing: Tracing = {
  middleware: (_request, _response, next) => next(),
  startRemoteCall: () => ({ header: currentRequest()?.traceHeader, end: () => undefined }),
};
