import {
  type GatewayListenerModel,
  type MeshModel,
  type Problem,
  type Result,
  resourceId,
  type VirtualGatewayModel,
} from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { EMPTY_RESOURCE_SET, type ResourceSet } from '@mesh-workshop/xds';
import { sumOfPools } from '../clusters/connection-pool.ts';
import type { EndpointLookup } from '../clusters/endpoint-lookup.ts';
import { anyAddress } from '../clusters/ip-preference.ts';
import { translateTargets } from '../clusters/target-cluster.ts';
import { translateAccessLog } from '../listeners/access-log.ts';
import { edgeSettings } from '../listeners/edge.ts';
import { ingressFilter } from '../listeners/ingress.ts';
import { localListener, socketAddress } from '../listeners/listener.ts';
import { translateTracing } from '../listeners/tracing.ts';
import { forwardProxyIngressListener, gatewayListener, ingressRoutes, targetCluster } from '../names.ts';
import type { ProxyContext } from '../proxy-context.ts';
import { routeConfiguration, virtualHost } from '../routes/route-configuration.ts';
import { servedBy } from '../tls/downstream-tls.ts';
import { translateSecrets } from '../tls/secrets.ts';
import { translateGatewayRoute } from './gateway-route.ts';

/**
 * Everything that one proxy of a virtual gateway needs. Pure: the same input gives the same output. A gateway that is not in the
 * mesh gives nothing and a problem. The context decides where the listeners are bound; there is nothing to intercept.
 */
export function translateVirtualGateway(
  mesh: MeshModel,
  virtualGatewayName: string,
  endpoints: EndpointLookup,
  context: ProxyContext,
): Result<ResourceSet> {
  const { meshName } = mesh;
  const resource = resourceId({ kind: 'virtualGateway', meshName, name: virtualGatewayName });
  const gateway = mesh.virtualGateways.get(virtualGatewayName);
  if (gateway === undefined) {
    const message = `Mesh ${meshName} has no virtual gateway ${virtualGatewayName}; its proxies wait until it is created.`;
    const problem = {
      severity: 'error',
      code: 'unknown-virtual-gateway',
      resource,
      path: '',
      message,
    } as const;
    return { value: EMPTY_RESOURCE_SET, problems: [problem] };
  }
  const settings = managerSettings(mesh, gateway, context);
  const problems: Problem[] = [];
  const listeners: Record<string, JsonObject> = {};
  const routes: Record<string, JsonObject> = {};
  const bound: GatewayListenerModel[] = [];
  for (const [index, listener] of gateway.listeners.entries()) {
    const place = bindListener(gateway, index, resource, context);
    problems.push(...place.problems);
    if (place.value === undefined) continue;
    const { name, address } = place.value;
    const served = servedBy(listener, [ingressFilter(listener, settings)]);
    listeners[name] =
      context.interception === 'forward-proxy'
        ? localListener(name, address, 'INBOUND', served)
        : { name, address, traffic_direction: 'INBOUND', ...served };
    const table = gatewayRouteConfiguration(meshName, gateway, listener);
    problems.push(...table.problems);
    routes[ingressRoutes(listener.protocol, listener.port)] = table.value;
    bound.push(listener);
  }
  const targets = bound.flatMap((listener) => targetsOf(listener));
  const poolOf = (cluster: string) =>
    sumOfPools(
      bound
        .filter((listener) => clustersOf(meshName, listener).has(cluster))
        .map(({ connectionPool }) => connectionPool),
    );
  const called = translateTargets(meshName, targets, endpoints, context.namespace, poolOf);
  const secrets = { ...translateSecrets(bound.map(({ tls }) => tls)), ...called.secrets };
  return {
    value: { clusters: called.clusters, endpoints: called.endpoints, listeners, routes, secrets },
    problems,
  };
}

/** One load balancer stands before it, unless its pod says otherwise. */
function managerSettings(
  { meshName }: MeshModel,
  { name, accessLog }: VirtualGatewayModel,
  { tracing, trustedHops = 1 }: ProxyContext,
): JsonObject {
  const traced = { meshName, kind: 'virtual_gateway', name } as const;
  return {
    ...edgeSettings(trustedHops),
    ...translateAccessLog(accessLog),
    ...translateTracing(tracing, traced),
  };
}

function bindListener(
  { listeners, ipPreference }: VirtualGatewayModel,
  index: number,
  resource: string,
  { interception, bind }: ProxyContext,
): Result<{ readonly name: string; readonly address: JsonObject } | undefined> {
  const port = listeners[index]?.port ?? 0;
  if (interception !== 'forward-proxy' || bind === undefined) {
    return { value: { name: gatewayListener(port), address: anyAddress(ipPreference, port) }, problems: [] };
  }
  const ingress = bind.ingress[String(port)];
  if (ingress !== undefined) {
    const address = socketAddress(bind.address, ingress.port);
    return { value: { name: forwardProxyIngressListener(port), address }, problems: [] };
  }
  const path = `spec.listeners[${index}].portMapping.port`;
  const ports = Object.keys(bind.ingress).join(', ') || 'none';
  const message = `${path} is ${port}, but the gateway's pod has no such container port (it has: ${ports}), so this listener is left out; use one of the pod's ports, or add ${port} to the pod.`;
  return {
    value: undefined,
    problems: [{ severity: 'error', code: 'bind-missing', resource, path, message }],
  };
}

function gatewayRouteConfiguration(
  meshName: string,
  { name: virtualGatewayName }: VirtualGatewayModel,
  { protocol, port, routes }: GatewayListenerModel,
): Result<JsonObject> {
  const problems: Problem[] = [];
  const translated = routes.flatMap((route) => {
    const id = resourceId({ kind: 'gatewayRoute', meshName, virtualGatewayName, name: route.name });
    const { value, problems: found } = translateGatewayRoute(meshName, route, id);
    problems.push(...found);
    return value;
  });
  const hosts = [virtualHost(virtualGatewayName, ['*'], translated)];
  return { value: routeConfiguration(ingressRoutes(protocol, port), hosts), problems };
}

function targetsOf({ routes }: GatewayListenerModel) {
  return routes.flatMap((gatewayRoute) => gatewayRoute.routes).flatMap((route) => route.targets);
}

function clustersOf(mesh: string, gatewayListener: GatewayListenerModel): ReadonlySet<string> {
  return new Set(targetsOf(gatewayListener).map((target) => targetCluster(mesh, target)));
}
