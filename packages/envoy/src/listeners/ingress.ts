import type { ListenerModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { clusterBase, httpOptions, loadAssignment } from '../clusters/cluster.ts';
import { ingressCluster, ingressRoutes } from '../names.ts';
import { translateTimeout } from '../routes/route.ts';
import { routeConfiguration, virtualHost } from '../routes/route-configuration.ts';
import { httpConnectionManager } from './http-connection-manager.ts';
import { connectionIdleTimeout, connectionLog, tcpProxy } from './tcp-proxy.ts';

/** The network filter that takes requests for one listener. */
export function ingressFilter(
  { protocol, port }: Pick<ListenerModel, 'protocol' | 'port'>,
  settings: JsonObject,
): JsonObject {
  return httpConnectionManager({
    statPrefix: 'ingress',
    routeConfig: ingressRoutes(protocol, port),
    settings,
  });
}

/** What takes requests or connections for one listener of the proxy's own virtual node. */
export function nodeIngressFilter(
  mesh: string,
  virtualNode: string,
  listener: ListenerModel,
  settings: JsonObject,
): JsonObject {
  const { protocol, port, timeout } = listener;
  if (protocol !== 'tcp') return ingressFilter(listener, settings);
  const cluster = ingressCluster(mesh, virtualNode, protocol, port);
  return tcpProxy('ingress', { cluster, ...connectionIdleTimeout(timeout), ...connectionLog(settings) });
}

/** Every request, whatever host it names, goes to the application. It is not tried again: its caller does that. */
export function ingressRouteConfiguration(
  mesh: string,
  virtualNode: string,
  { protocol, port, timeout }: ListenerModel,
): JsonObject {
  const cluster = ingressCluster(mesh, virtualNode, protocol, port);
  const route = { match: { prefix: '/' }, route: { cluster, ...translateTimeout(timeout) } };
  return routeConfiguration(ingressRoutes(protocol, port), [virtualHost(virtualNode, ['*'], [route])]);
}

/** The application behind one listener. The listener's connection pool limits what it has to take. */
export function applicationCluster(
  mesh: string,
  virtualNode: string,
  { protocol, port, connectionPool: pool }: ListenerModel,
  application: { readonly address: string; readonly port: number },
): JsonObject {
  const name = ingressCluster(mesh, virtualNode, protocol, port);
  return {
    ...clusterBase(name, pool === undefined ? {} : { pool }),
    type: 'STATIC',
    load_assignment: loadAssignment(name, [application]),
    ...httpOptions(protocol),
  };
}
