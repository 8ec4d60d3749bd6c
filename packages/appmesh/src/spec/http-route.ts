import {
  enumeration,
  type Infer,
  list,
  required,
  string,
  structure,
  unsupported,
  type Violation,
} from '../shape/shape.ts';
import { headerMatches } from './header-match.ts';
import { portNumber } from './port-mapping.ts';
import { httpRetryPolicy } from './retry-policy.ts';
import { httpTimeout } from './timeout.ts';
import { weightedTargets, weightsHaveATotal } from './weighted-targets.ts';

const httpPathMatch = structure(
  'HttpPathMatch',
  { exact: string({ min: 1, max: 255 }), regex: string({ min: 1, max: 255 }) },
  { counts: [{ members: ['exact', 'regex'], atLeast: 1, atMost: 1 }] },
);

const queryParameters = list(
  structure('HttpQueryParameter', {
    match: structure('QueryParameterMatch', { exact: string() }),
    name: required(string()),
  }),
  { min: 1, max: 10 },
);

const httpRouteMatch = structure(
  'HttpRouteMatch',
  {
    headers: unsupported(headerMatches('HttpRouteHeader', 'HeaderMatchMethod')),
    method: unsupported(
      enumeration(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']),
    ),
    path: unsupported(httpPathMatch),
    port: portNumber,
    prefix: string({ pattern: /^\//, form: 'must start with "/"' }),
    queryParameters: unsupported(queryParameters),
    scheme: unsupported(enumeration(['http', 'https'])),
  },
  { counts: [{ members: ['prefix', 'path'], atLeast: 0, atMost: 1 }], rules: [pathIsMatchedSomehow] },
);

/** A route of an http or http2 listener. */
export const httpRoute = structure('HttpRoute', {
  action: required(
    structure(
      'HttpRouteAction',
      { weightedTargets: required(weightedTargets) },
      { rules: [weightsHaveATotal] },
    ),
  ),
  match: required(httpRouteMatch),
  retryPolicy: httpRetryPolicy,
  timeout: httpTimeout,
});

export type HttpRoute = Infer<typeof httpRoute>;

/** App Mesh wants a prefix or a path, except that a port alone was accepted too and takes every path. */
function pathIsMatchedSomehow(match: {
  readonly prefix?: unknown;
  readonly path?: unknown;
  readonly port?: unknown;
}): readonly Violation[] {
  if (match.prefix !== undefined || match.path !== undefined || match.port !== undefined) return [];
  return [
    { code: 'member-count', path: '', message: 'must have one of prefix, path (or only port); it has none' },
  ];
}
