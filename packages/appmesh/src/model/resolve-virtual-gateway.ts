import type { Problem, Result } from '../problem.ts';
import { pickServicePort } from '../reference/pick-service-port.ts';
import { placeGatewayRoute } from '../reference/place-route.ts';
import type { GatewayRouteResource, VirtualGatewayResource } from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import { gatewayRouteOf, gatewayRouteTargetOf } from '../resource-spec/gateway-route-spec.ts';
import { applyClientPolicies } from './apply-client-policies.ts';
import { type MeshIndex, meshPreference } from './mesh-index.ts';
import type {
  GatewayRouteModel,
  RewriteModel,
  VirtualGatewayModel,
  VirtualServiceModel,
} from './mesh-model.ts';
import { resolveAccessLog } from './resolve-access-log.ts';
import { resolveConnectionPool } from './resolve-listener.ts';
import { compareMatches, matchOfRoute } from './resolve-request-match.ts';
import { NO_PRIORITY } from './resolve-routes.ts';
import { resolveListenerTls } from './resolve-tls.ts';

/** A gateway with its routes resolved, in the order in which they are tried; those that cannot be served are left out. */
export function resolveVirtualGateway(
  index: MeshIndex,
  gateway: VirtualGatewayResource,
  services: ReadonlyMap<string, VirtualServiceModel>,
): Result<VirtualGatewayModel> {
  const called = callServices(gateway, index.gatewayRoutes.get(gateway.virtualGatewayName) ?? [], services);
  const problems: Problem[] = [...called.problems];
  const placed = (index.gatewayRoutes.get(gateway.virtualGatewayName) ?? []).flatMap((resource) => {
    const resolved = resolveGatewayRoute(gateway, resource, called.value);
    problems.push(...resolved.problems);
    return resolved.value === undefined ? [] : [resolved.value];
  });
  const sorted = placed.sort(inOrderOfTrial);
  const listeners = gateway.spec.listeners.map(({ portMapping, connectionPool, tls }) => {
    const { port, protocol } = portMapping;
    const routes = sorted.filter((candidate) => candidate.port === port).map(({ route }) => route);
    const pool =
      connectionPool === undefined ? {} : { connectionPool: resolveConnectionPool(connectionPool) };
    return { port, protocol, ...pool, ...resolveListenerTls(tls), routes };
  });
  const ipPreference = meshPreference(index);
  const value = {
    name: gateway.virtualGatewayName,
    listeners,
    ...resolveAccessLog(gateway.spec.logging),
    ...(ipPreference === undefined ? {} : { ipPreference }),
  };
  return { value, problems };
}

/** The virtual services that its routes lead to, as the gateway calls them: it has one client policy for all. */
function callServices(
  gateway: VirtualGatewayResource,
  routes: readonly GatewayRouteResource[],
  services: ReadonlyMap<string, VirtualServiceModel>,
): Result<ReadonlyMap<string, VirtualServiceModel>> {
  const tls = gateway.spec.backendDefaults?.clientPolicy?.tls;
  const policy = tls === undefined ? {} : { policy: { tls, path: 'spec.backendDefaults.clientPolicy.tls' } };
  const names = new Set(routes.map(({ spec }) => targetOf(spec)));
  const called = [...services.values()].flatMap((service) =>
    names.has(service.name) ? [{ service, ...policy }] : [],
  );
  const applied = applyClientPolicies(called, resourceId(resourceKey(gateway)));
  return {
    value: new Map(applied.value.map((service) => [service.name, service])),
    problems: applied.problems,
  };
}

function targetOf(spec: GatewayRouteResource['spec']): string | undefined {
  return gatewayRouteTargetOf(spec)?.virtualService.virtualServiceName;
}

/** A gateway route that can be served, with the port of its gateway's listener. */
interface PlacedGatewayRoute {
  readonly port: number;
  readonly priority: number;
  readonly route: GatewayRouteModel;
}

/** By priority; then a whole host name, the longer end of one, every host; then as `compareMatches` says; then by name. */
function inOrderOfTrial(a: PlacedGatewayRoute, b: PlacedGatewayRoute): number {
  const byHost = hostRank(b.route) - hostRank(a.route);
  const byMatch = compareMatches(a.route.match, b.route.match);
  return a.priority - b.priority || byHost || byMatch || (a.route.name < b.route.name ? -1 : 1);
}

function hostRank({ hostname }: GatewayRouteModel): number {
  if (hostname === undefined) return 0;
  return hostname.kind === 'exact' ? 1000 : hostname.value.length;
}

function resolveGatewayRoute(
  gateway: VirtualGatewayResource,
  resource: GatewayRouteResource,
  services: ReadonlyMap<string, VirtualServiceModel>,
): Result<PlacedGatewayRoute | undefined> {
  const id = resourceId(resourceKey(resource));
  const typed = gatewayRouteOf(resource.spec);
  const placed = placeGatewayRoute(resource.spec, gateway.spec);
  if (typed === undefined || 'misplacement' in placed) {
    const misplacement = 'misplacement' in placed ? [{ ...placed.misplacement, resource: id }] : [];
    return { value: undefined, problems: misplacement };
  }
  const { match, action } = typed.route;
  const { virtualServiceName } = action.target.virtualService;
  const service = services.get(virtualServiceName);
  const path = `spec.${typed.member}.action.target`;
  if (service === undefined) {
    const where = `${path}.virtualService.virtualServiceName`;
    const message = `${where} is ${virtualServiceName}, which does not exist; create it. The gateway route is left out until then.`;
    const problem = { severity: 'error', code: 'missing-reference', resource: id, path: where, message };
    return { value: undefined, problems: [problem as Problem] };
  }
  const ports = service.listeners.map(({ port }) => port);
  const picked = pickServicePort(action.target.port, virtualServiceName, ports);
  if ('unreachable' in picked) {
    const { severity, code, message } = picked.unreachable;
    const about = `${path}.port ${message}. The gateway route is left out until then.`;
    const problem = { severity, code, resource: id, path: `${path}.port`, message: about };
    return { value: undefined, problems: [problem] };
  }
  const listener = service.listeners.find(({ port }) => port === picked.port);
  if (listener?.protocol === 'tcp') {
    const message = `${path} is port ${listener.port} of ${virtualServiceName}, whose protocol is "tcp"; a gateway takes requests, no connections, so the gateway route is left out. Let it lead to a port for requests.`;
    return {
      value: undefined,
      problems: [{ severity: 'error', code: 'protocol-mismatch', resource: id, path, message }],
    };
  }
  const { hostname } = match;
  const exact = hostname?.exact;
  const host = exact ?? hostname?.suffix?.replace(/^\*/, '');
  const route: GatewayRouteModel = {
    name: resource.gatewayRouteName,
    match: matchOfRoute(typed),
    ...(host === undefined
      ? {}
      : { hostname: { kind: exact === undefined ? 'suffix' : 'exact', value: host } }),
    rewrite: resolveRewrite(typed),
    virtualService: virtualServiceName,
    routes: listener?.routes ?? [],
  };
  const { priority = NO_PRIORITY } = resource.spec;
  return { value: { port: placed.listener.port, priority, route }, problems: [] };
}

type GatewayRoute = NonNullable<ReturnType<typeof gatewayRouteOf>>;

/**
 * By default the host becomes the virtual service's name, and a matched prefix the root. A match on the host or the port alone
 * counts as one on the prefix "/": it keeps the path, or has a value put before it. The path of a gRPC request stays: it is its method.
 */
function resolveRewrite({ protocol, route }: GatewayRoute): RewriteModel {
  const { defaultTargetHostname = 'ENABLED' } = route.action.rewrite?.hostname ?? {};
  const hostname = defaultTargetHostname === 'ENABLED';
  if (protocol === 'grpc') return { hostname };
  const {
    match,
    action: { rewrite: { prefix = {}, path } = {} },
  } = route;
  const { defaultPrefix = 'ENABLED', value = '/' } = prefix;
  if (path?.exact !== undefined) return { hostname, path: path.exact };
  return match.path !== undefined || defaultPrefix === 'DISABLED' ? { hostname } : { hostname, path: value };
}
