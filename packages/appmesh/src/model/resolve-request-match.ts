import type { gatewayRouteOf } from '../resource-spec/gateway-route-spec.ts';
import type { HeaderMatch } from '../resource-spec/header-match.ts';
import type { HttpGatewayRouteMatch, HttpRouteMatch } from '../resource-spec/http-match.ts';
import type { routeOf } from '../resource-spec/route-spec.ts';
import type { HeaderMatchModel, RequestMatchModel } from './mesh-model.ts';

/** What a virtual node as provider takes, and a route of tcp: every request, or connection. */
export const EVERYTHING: RequestMatchModel = {
  path: { kind: 'prefix', value: '/' },
  headers: [],
  queryParameters: [],
};

/** The match of a route or gateway route of any kind. */
export function matchOfRoute(typed: ReturnType<typeof routeOf | typeof gatewayRouteOf>): RequestMatchModel {
  if (typed === undefined || typed.protocol === 'tcp') return EVERYTHING;
  return typed.protocol === 'grpc' ? grpcMatch(typed.route.match) : httpMatch(typed.route.match);
}

/** Service and method are the path of a gRPC request; metadata are its headers. */
function grpcMatch(match: {
  readonly serviceName?: string;
  readonly methodName?: string;
  readonly metadata?: readonly HeaderMatch[];
}): RequestMatchModel {
  const { serviceName, methodName, metadata = [] } = match;
  return {
    isGrpc: true,
    path: grpcPath(serviceName, methodName),
    headers: metadata.map(resolveHeader),
    queryParameters: [],
  };
}

function grpcPath(service: string | undefined, method: string | undefined): RequestMatchModel['path'] {
  if (service === undefined) return EVERYTHING.path;
  if (method === undefined) return { kind: 'prefix', value: `/${service}/` };
  return { kind: 'exact', value: `/${service}/${method}` };
}

/** A match on the port alone takes every path. */
function httpMatch(match: HttpRouteMatch | HttpGatewayRouteMatch): RequestMatchModel {
  const { path, prefix = '/', method, headers = [], queryParameters = [] } = match;
  const scheme = 'scheme' in match ? match.scheme : undefined;
  return {
    path: resolvePath(path, prefix),
    ...(method === undefined ? {} : { method }),
    ...(scheme === undefined ? {} : { scheme }),
    headers: headers.map(resolveHeader),
    queryParameters: queryParameters.map(({ name, match: value }) => ({
      name,
      ...(value?.exact === undefined ? {} : { value: value.exact }),
    })),
  };
}

/**
 * Which of two matches is tried first where their routes have the same priority: the one that says more about the path (a whole
 * path, an expression, then the longer prefix: a shorter one would hide it), then the one with more other conditions.
 */
export function compareMatches(a: RequestMatchModel, b: RequestMatchModel): number {
  const byKind = PATH_KINDS.indexOf(a.path.kind) - PATH_KINDS.indexOf(b.path.kind);
  return byKind || b.path.value.length - a.path.value.length || conditions(b) - conditions(a);
}

const PATH_KINDS = ['exact', 'regex', 'prefix'];

function conditions({ method, scheme, headers, queryParameters }: RequestMatchModel): number {
  const single = [method, scheme].filter((condition) => condition !== undefined);
  return single.length + headers.length + queryParameters.length;
}

function resolvePath(path: HttpRouteMatch['path'], prefix: string): RequestMatchModel['path'] {
  if (path?.exact !== undefined) return { kind: 'exact', value: path.exact };
  if (path?.regex !== undefined) return { kind: 'regex', value: path.regex };
  return { kind: 'prefix', value: prefix };
}

function resolveHeader({ name, invert = false, match }: HeaderMatch): HeaderMatchModel {
  if (match === undefined) return { name, invert };
  if (match.range !== undefined) return { name, invert, match: { kind: 'range', ...match.range } };
  for (const kind of ['exact', 'prefix', 'suffix', 'regex'] as const) {
    const value = match[kind];
    if (value !== undefined) return { name, invert, match: { kind, value } };
  }
  return { name, invert };
}
