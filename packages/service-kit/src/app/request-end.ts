import type { Request, Response } from 'express';

/** How a request went. */
export interface RequestEnd {
  readonly method: string;
  /** The pattern of the endpoint, or `unmatched`: the paths people try are without number. */
  readonly route: string;
  /** 499 when the caller left before the answer was complete. */
  readonly status: number;
  readonly durationMs: number;
}

/** Calls back once, when the answer is complete or the connection is gone. */
export function onRequestEnd(
  request: Request,
  response: Response,
  callback: (end: RequestEnd) => void,
): void {
  const start = performance.now();
  response.once('close', () => {
    // Express leaves the matched route on the request; its types call it `any`.
    const route: { readonly path: string } | undefined = request.route;
    callback({
      method: request.method,
      route: route?.path ?? 'unmatched',
      status: response.writableFinished ? response.statusCode : 499,
      durationMs: performance.now() - start,
    });
  });
}
