import type { MeshModel, Problem, Result, VirtualNodeModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import {
  forwardProxyEgressListener,
  forwardProxyEgressRoutes,
  forwardProxyIngressListener,
} from '../names.ts';
import type { Bind } from '../proxy-context.ts';
import { translateConnectRoute } from '../routes/connect-route.ts';
import { translateRoute } from '../routes/route.ts';
import { routeConfiguration, virtualHost } from '../routes/route-configuration.ts';
import { portDomains } from '../routes/service-names.ts';
import { servedBy } from '../tls/downstream-tls.ts';
import { egressHosts } from './egress-ports.ts';
import { httpConnectionManager } from './http-connection-manager.ts';
import { nodeIngressFilter } from './ingress.ts';
import type { InterceptedNode, Interception } from './interception.ts';
import { localListener, plainly, socketAddress } from './listener.ts';
import { DYNAMIC_FORWARD_PROXY, passThrough } from './pass-through.ts';

/**
 * Interception without the kernel's help: the application uses the egress listener as its HTTP proxy, and every listener of the
 * virtual node has a port of its own. The listeners depend on the listeners of the virtual node and the proxy's ports alone.
 */
export function interceptForwardProxy(intercepted: InterceptedNode, bind: Bind): Result<Interception> {
  const { mesh, node, resource, settings } = intercepted;
  const problems: Problem[] = [];
  const listeners: Record<string, JsonObject> = {};
  const applications: Interception['applications'][number][] = [];
  for (const [index, listener] of node.listeners.entries()) {
    const { port } = listener;
    const bound = bind.ingress[String(port)];
    if (bound === undefined) {
      const path = `spec.listeners[${index}].portMapping.port`;
      const ports = Object.keys(bind.ingress).join(', ') || 'none';
      const message = `${path} is ${port}, but the proxy's pod has no such container port (it has: ${ports}), so this listener is left out; use one of the pod's ports, or add ${port} to the pod.`;
      problems.push({ severity: 'error', code: 'bind-missing', resource, path, message });
      continue;
    }
    const name = forwardProxyIngressListener(port);
    const address = socketAddress(bind.address, bound.port);
    const served = servedBy(listener, [nodeIngressFilter(mesh.meshName, node.name, listener, settings)]);
    listeners[name] = localListener(name, address, 'INBOUND', served);
    applications.push({ listener, application: { address: bind.address, port: bound.appPort } });
  }
  const egress = forwardProxyEgressListener();
  listeners[egress] = localListener(
    egress,
    socketAddress(bind.address, bind.egressPort),
    'OUTBOUND',
    plainly(
      httpConnectionManager({
        statPrefix: 'egress',
        routeConfig: forwardProxyEgressRoutes(),
        filters: [DYNAMIC_FORWARD_PROXY],
        settings,
      }),
    ),
  );
  const backends = backendVirtualHosts(mesh, node);
  const { virtualHosts, clusters, endpoints } = passThrough(intercepted, backends);
  const routes = {
    [forwardProxyEgressRoutes()]: routeConfiguration(forwardProxyEgressRoutes(), [
      ...backends,
      ...virtualHosts,
    ]),
  };
  return { value: { listeners, routes, clusters, endpoints, applications }, problems };
}

/** One table for all ports, because a proxy is dialled on one port for all of them. */
function backendVirtualHosts(mesh: MeshModel, node: VirtualNodeModel): readonly JsonObject[] {
  const routed = egressHosts(node.backends).map(({ service: { name }, listener }) => {
    const { port, protocol } = listener;
    const translate = protocol === 'tcp' ? translateConnectRoute : translateRoute;
    const routes = listener.routes.map((route) => translate(mesh.meshName, route));
    return virtualHost(`${name}:${port}`, portDomains([name], port), routes);
  });
  const unprovided = node.backends
    .filter(({ listeners }) => listeners.length === 0)
    .map(({ name }) => virtualHost(name, [name, `${name}:*`], []));
  return [...routed, ...unprovided];
}
