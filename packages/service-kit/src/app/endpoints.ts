import type { Express, RequestHandler } from 'express';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a service answers: for each path, the handler of each method. */
export type Endpoints = Readonly<Record<string, Readonly<Partial<Record<Method, RequestHandler>>>>>;

/** Adds endpoints to an app; `before` runs ahead of each handler. All other methods of a path are 405. */
export function addEndpoints(
  app: Express,
  serviceName: string,
  endpoints: Endpoints,
  before: readonly RequestHandler[] = [],
): void {
  for (const [path, handlers] of Object.entries(endpoints)) {
    const route = app.route(path);
    const allowed: string[] = [];
    for (const [method, handler] of Object.entries(handlers) as [Method, RequestHandler][]) {
      route[method](...before, handler);
      // Express answers HEAD with the handler of GET.
      allowed.push(...(method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    }
    route.all((request, response) => {
      response.set('Allow', allowed.join(', '));
      response.status(405).json({
        service: serviceName,
        error: `Method Not Allowed: ${request.method} ${request.path}; allowed is ${allowed.join(', ')}`,
      });
    });
  }
}
