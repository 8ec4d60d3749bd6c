import type { HeaderMatch } from '../resource-spec/header-match.ts';
import type { HttpGatewayRouteMatch, HttpRouteMatch } from '../resource-spec/http-match.ts';
import type { HeaderMatchModel, RequestMatchModel } from './mesh-model.ts';

/** A match of a route or a gateway route. A match on the port alone takes every path. */
export function resolveRequestMatch(match: HttpRouteMatch | HttpGatewayRouteMatch): RequestMatchModel {
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
