import { type MeshModel, type ProxyIdentity, resourceId } from '@mesh-workshop/appmesh';
import type { ResourceTypeName } from '@mesh-workshop/xds';
import { targetCluster } from './names.ts';

/**
 * Id of the App Mesh resource that an Envoy resource of a proxy was made from: the virtual node that a cluster leads to, and the proxy's own virtual node or
 * gateway for everything else, also for a cluster that is only there for the policy of one of its backends.
 */
export function resourceBehind(
  mesh: MeshModel,
  { kind, name }: Pick<ProxyIdentity, 'kind' | 'name'>,
  envoyResource: { readonly type: ResourceTypeName; readonly name: string },
): string {
  const { meshName, virtualNodes, virtualGateways } = mesh;
  const isCluster = envoyResource.type === 'clusters' || envoyResource.type === 'endpoints';
  const routes =
    kind === 'virtualNode'
      ? virtualNodes
          .get(name)
          ?.backends.flatMap(({ listeners }) => listeners)
          .flatMap((listener) => listener.routes)
      : virtualGateways
          .get(name)
          ?.listeners.flatMap((listener) => listener.routes)
          .flatMap((gatewayRoute) => gatewayRoute.routes);
  const targets = isCluster ? (routes ?? []).flatMap((route) => route.targets) : [];
  const target = targets.find(
    (one) => one.onlyFor === undefined && targetCluster(meshName, one) === envoyResource.name,
  );
  return target
    ? resourceId({ kind: 'virtualNode', meshName, name: target.virtualNode })
    : resourceId({ kind, meshName, name });
}
