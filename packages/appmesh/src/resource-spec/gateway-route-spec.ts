import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { enumeration, type Infer, integer, required, structure, type Violation } from '../shape/shape.ts';
import { grpcServiceName } from './grpc-route.ts';
import { headerMatches } from './header-match.ts';
import { gatewayHostname, httpGatewayRouteMatch, rootedPath } from './http-match.ts';
import { portNumber } from './port-mapping.ts';
import { virtualServiceName } from './resource-names.ts';

const target = structure('GatewayRouteTarget', {
  port: portNumber,
  virtualService: required(
    structure('GatewayRouteVirtualService', { virtualServiceName: required(virtualServiceName) }),
  ),
});

const onOrOff = enumeration(['ENABLED', 'DISABLED']);

const hostnameRewrite = structure('GatewayRouteHostnameRewrite', { defaultTargetHostname: onOrOff });

const rewrite = structure('HttpGatewayRouteRewrite', {
  hostname: hostnameRewrite,
  path: structure('HttpGatewayRoutePathRewrite', { exact: rootedPath }),
  prefix: structure(
    'HttpGatewayRoutePrefixRewrite',
    { defaultPrefix: onOrOff, value: rootedPath },
    { counts: [{ members: ['defaultPrefix', 'value'], atLeast: 0, atMost: 1 }] },
  ),
});

export const httpGatewayRoute = structure(
  'HttpGatewayRoute',
  {
    action: required(structure('HttpGatewayRouteAction', { rewrite, target: required(target) })),
    match: required(httpGatewayRouteMatch),
  },
  { rules: [rewriteFitsMatch] },
);

export type HttpGatewayRoute = Infer<typeof httpGatewayRoute>;

export const grpcGatewayRoute = structure('GrpcGatewayRoute', {
  action: required(
    structure('GrpcGatewayRouteAction', {
      rewrite: structure('GrpcGatewayRouteRewrite', { hostname: hostnameRewrite }),
      target: required(target),
    }),
  ),
  match: required(
    structure(
      'GrpcGatewayRouteMatch',
      {
        hostname: gatewayHostname,
        metadata: headerMatches('GrpcGatewayRouteMetadata', 'GrpcMetadataMatchMethod'),
        port: portNumber,
        serviceName: grpcServiceName,
      },
      { rules: [somethingIsMatched] },
    ),
  ),
});

export type GrpcGatewayRoute = Infer<typeof grpcGatewayRoute>;

export const gatewayRouteSpec = structure(
  'GatewayRouteSpec',
  {
    grpcRoute: grpcGatewayRoute,
    http2Route: httpGatewayRoute,
    httpRoute: httpGatewayRoute,
    priority: integer({ min: 0, max: 1000 }),
  },
  { counts: [{ members: ['grpcRoute', 'http2Route', 'httpRoute'], atLeast: 1, atMost: 1 }] },
);

/** `spec` of a gateway route: which requests go to which virtual service, and how they are rewritten for it. */
export type GatewayRouteSpec = Infer<typeof gatewayRouteSpec>;

/** Reads the `spec` of a gateway route. The value is absent when a problem is an error. */
export function parseGatewayRouteSpec(input: unknown, path = 'spec'): Result<GatewayRouteSpec | undefined> {
  return checkShape<GatewayRouteSpec>(gatewayRouteSpec, input, path);
}

/** The one route of a spec, with the member that holds it and the protocol that its gateway's listener must have. */
export function gatewayRouteOf({
  httpRoute,
  http2Route,
  grpcRoute,
}: GatewayRouteSpec):
  | { readonly protocol: 'http'; readonly member: 'httpRoute'; readonly route: HttpGatewayRoute }
  | { readonly protocol: 'http2'; readonly member: 'http2Route'; readonly route: HttpGatewayRoute }
  | { readonly protocol: 'grpc'; readonly member: 'grpcRoute'; readonly route: GrpcGatewayRoute }
  | undefined {
  if (httpRoute !== undefined) return { protocol: 'http', member: 'httpRoute', route: httpRoute };
  if (http2Route !== undefined) return { protocol: 'http2', member: 'http2Route', route: http2Route };
  if (grpcRoute !== undefined) return { protocol: 'grpc', member: 'grpcRoute', route: grpcRoute };
  return undefined;
}

/** Where a gateway route leads, of whatever kind it is. */
export function gatewayRouteTargetOf(spec: GatewayRouteSpec): Infer<typeof target> | undefined {
  return (spec.httpRoute ?? spec.http2Route ?? spec.grpcRoute)?.action.target;
}

function somethingIsMatched(match: object): readonly Violation[] {
  if (Object.keys(match).length > 0) return [];
  const message = 'must have at least one of serviceName, hostname, metadata, port; it has none';
  return [{ code: 'member-count', path: '', message }];
}

/**
 * A whole path is rewritten where a whole path is matched, a prefix where a prefix is. A match on the host or the port alone takes
 * every path, by the prefix "/".
 */
function rewriteFitsMatch({
  match,
  action: { rewrite: { prefix, path } = {} },
}: {
  readonly match: { readonly path?: object };
  readonly action: { readonly rewrite?: { readonly prefix?: object; readonly path?: object } };
}): readonly Violation[] {
  const misfit = (member: 'prefix' | 'path', instead: string): Violation => ({
    code: 'member-count',
    path: `action.rewrite.${member}`,
    message: `rewrites what is not matched; ${instead}`,
  });
  return [
    ...(prefix !== undefined && match.path !== undefined
      ? [misfit('prefix', 'match.path is a whole path, which rewrite.path rewrites')]
      : []),
    ...(path !== undefined && match.path === undefined ? [misfit('path', 'it needs match.path')] : []),
  ];
}
