import type {
  GatewayRouteModel,
  Problem,
  RequestMatchModel,
  Result,
  RouteModel,
} from '@mesh-workshop/appmesh';
import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { translateRequestMatch } from '../routes/request-match.ts';
import { translateRouteAction } from '../routes/route.ts';
import { type CombinedPath, combinePaths, type GatewayPath, gatewayPaths } from './gateway-path.ts';

/**
 * A gateway route together with the routes of its virtual service: one Envoy route for each way through both, in order. What the
 * gateway route takes and no route behind it does is answered with 404; it never falls through to the next gateway route.
 * `resource` is the gateway route's id, for problems.
 */
export function translateGatewayRoute(
  mesh: string,
  gatewayRoute: GatewayRouteModel,
  resource: string,
): Result<readonly JsonObject[]> {
  const problems: Problem[] = [];
  const value = gatewayPaths(gatewayRoute.match.path, gatewayRoute.rewrite).flatMap((path) => {
    const translated: JsonObject[] = [];
    for (const route of gatewayRoute.routes) {
      const combined = combinePaths(path, route.match.path);
      if (combined === 'never') continue;
      if (combined === 'conflict') {
        problems.push(conflict(gatewayRoute, route, path, resource));
        continue;
      }
      translated.push(routeThrough(mesh, gatewayRoute, route, combined));
      if (takesEverything(gatewayRoute.match, path, combined, route.match)) return translated;
    }
    const match = combinedMatch(gatewayRoute, { match: path.match, rewrite: {} });
    return [...translated, { name: gatewayRoute.name, match, direct_response: { status: 404 } }];
  });
  return { value, problems };
}

function routeThrough(
  mesh: string,
  gatewayRoute: GatewayRouteModel,
  route: RouteModel,
  path: CombinedPath,
): JsonObject {
  const { name, rewrite, virtualService } = gatewayRoute;
  return {
    name: `${name}/${route.name}`,
    match: combinedMatch(gatewayRoute, path, route.match),
    route: {
      ...translateRouteAction(mesh, route),
      ...(rewrite.hostname ? { host_rewrite_literal: virtualService } : {}),
      ...path.rewrite,
    },
  };
}

/** All conditions of both. Headers that the gateway route rewrites are matched as they came in. */
function combinedMatch(
  { match: gateway, hostname }: GatewayRouteModel,
  { match: path, also }: CombinedPath,
  route?: RequestMatchModel,
): JsonObject {
  const both = [gateway, ...(route === undefined ? [] : [route])].map((match) =>
    translateRequestMatch({ ...match, path }),
  );
  const all = (member: string): readonly JsonValue[] =>
    both.flatMap((match) => (match[member] ?? []) as readonly JsonValue[]);
  const headers = [
    ...(hostname === undefined ? [] : [hostMatcher(hostname)]),
    ...(also === undefined ? [] : [also]),
    ...all('headers'),
  ];
  const parameters = all('query_parameters');
  return {
    ...both[0],
    ...both[1],
    ...(headers.length === 0 ? {} : { headers }),
    ...(parameters.length === 0 ? {} : { query_parameters: parameters }),
  };
}

/** A host name does not tell upper from lower case, and may come with a port. */
function hostMatcher({ kind, value }: NonNullable<GatewayRouteModel['hostname']>): JsonObject {
  const name = value.replaceAll('.', '\\.');
  const regex = `(?i)${kind === 'suffix' ? '.*' : ''}${name}(?::[0-9]+)?`;
  return { name: ':authority', string_match: { safe_regex: { regex } } };
}

/** Whether the route takes all that the gateway route takes, so that nothing is left for those behind it. */
function takesEverything(
  { isGrpc: isGrpcOnly }: RequestMatchModel,
  { match: gateway }: GatewayPath,
  { match, also }: CombinedPath,
  { isGrpc, method, scheme, headers, queryParameters }: RequestMatchModel,
): boolean {
  const isFree =
    (isGrpc === undefined || isGrpcOnly === true) &&
    method === undefined &&
    scheme === undefined &&
    headers.length + queryParameters.length === 0;
  return isFree && also === undefined && match.kind === gateway.kind && match.value === gateway.value;
}

function conflict(
  { name, virtualService }: GatewayRouteModel,
  route: RouteModel,
  { match }: GatewayPath,
  resource: string,
): Problem {
  const message = `Gateway route ${name} rewrites ${match.value}, and behind it route ${route.name} of ${virtualService} matches the rewritten path by the regular expression ${route.match.path.value}. It cannot be said here which requests that would be, so this route is left out behind the gateway; begin the expression with plain text, or switch the rewrite off.`;
  return { severity: 'error', code: 'rewrite-conflict', resource, path: 'spec', message };
}
