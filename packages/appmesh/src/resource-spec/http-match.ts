import {
  enumeration,
  type Infer,
  list,
  required,
  string,
  structure,
  type Violation,
} from '../shape/shape.ts';
import { headerMatches } from './header-match.ts';
import { portNumber } from './port-mapping.ts';
import { regularExpression } from './regular-expression.ts';

/** A path that begins at the root; the API's model does not ask for the slash, but no request has a path without it. */
export const rootedPath = string({ min: 1, max: 255, pattern: /^\//, form: 'must start with "/"' });

const path = structure(
  'HttpPathMatch',
  { exact: rootedPath, regex: regularExpression },
  { counts: [{ members: ['exact', 'regex'], atLeast: 1, atMost: 1 }] },
);

const queryParameters = list(
  structure('HttpQueryParameter', {
    match: structure('QueryParameterMatch', { exact: string() }),
    // The API has no limits; Envoy takes 1024 bytes.
    name: required(string({ min: 1, max: 255 })),
  }),
  { min: 1, max: 10 },
);

/** CONNECT opens a tunnel, which is not an http route's work here. */
const method = enumeration(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'], {
  unsupported: ['CONNECT'],
});

const prefix = string({ pattern: /^\//, form: 'must start with "/"' });

/** Members of the match of an http or http2 route, under the names that its structures have in the API. */
export const httpRouteMatch = structure(
  'HttpRouteMatch',
  {
    headers: headerMatches('HttpRouteHeader', 'HeaderMatchMethod'),
    method,
    path,
    port: portNumber,
    prefix,
    queryParameters,
    scheme: enumeration(['http', 'https']),
  },
  { counts: [{ members: ['prefix', 'path'], atLeast: 0, atMost: 1 }], rules: [pathIsMatchedSomehow] },
);

export type HttpRouteMatch = Infer<typeof httpRouteMatch>;

/** Host names are matched without their port and without telling upper from lower case. */
const hostname = string({ min: 1, max: 253, pattern: /^[a-zA-Z0-9\-_.]+$/ });
/** Some write the end of a host name with an asterisk before it. */
const hostnameEnd = string({ min: 1, max: 253, pattern: /^\*?[a-zA-Z0-9\-_.]+$/ });

/** The host that a gateway's route of any kind takes. */
export const gatewayHostname = structure(
  'GatewayRouteHostnameMatch',
  { exact: hostname, suffix: hostnameEnd },
  { counts: [{ members: ['exact', 'suffix'], atLeast: 1, atMost: 1 }] },
);

/** Members of the match of a gateway's http or http2 route. */
export const httpGatewayRouteMatch = structure(
  'HttpGatewayRouteMatch',
  {
    headers: headerMatches('HttpGatewayRouteHeader', 'HeaderMatchMethod'),
    hostname: gatewayHostname,
    method,
    path,
    port: portNumber,
    prefix,
    queryParameters,
  },
  { counts: [{ members: ['prefix', 'path'], atLeast: 0, atMost: 1 }], rules: [pathOrHostnameIsMatched] },
);

export type HttpGatewayRouteMatch = Infer<typeof httpGatewayRouteMatch>;

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

function pathOrHostnameIsMatched(match: {
  readonly prefix?: unknown;
  readonly path?: unknown;
  readonly hostname?: unknown;
  readonly port?: unknown;
}): readonly Violation[] {
  const { prefix, path, hostname, port } = match;
  if ([prefix, path, hostname, port].some((member) => member !== undefined)) return [];
  const message = 'must have one of prefix, path, hostname (or only port); it has none';
  return [{ code: 'member-count', path: '', message }];
}
