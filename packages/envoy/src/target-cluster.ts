import { isIP } from 'node:net';
import type { TargetModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/xds';
import { clusterBase, edsCluster, httpOptions, loadAssignment } from './cluster.ts';
import type { EndpointLookup } from './endpoint-lookup.ts';
import { egressCluster } from './names.ts';

/** A cluster, and its endpoints where they do not come from DNS. */
export interface TargetCluster {
  readonly name: string;
  readonly cluster: JsonObject;
  readonly endpoints?: JsonObject;
}

/** How a caller reaches one listener of a virtual node. */
export function translateTarget(
  mesh: string,
  { virtualNode, listener, serviceDiscovery }: TargetModel,
  lookup: EndpointLookup,
  namespace: string,
): TargetCluster {
  const { port, protocol } = listener;
  const { hostname, responseType } = serviceDiscovery;
  const name = egressCluster(mesh, virtualNode, protocol, port);
  const found = lookup({ hostname, port, namespace });
  if (found !== undefined) {
    return { name, cluster: edsCluster(name, protocol), endpoints: loadAssignment(name, found) };
  }
  const isAddress = isIP(hostname) !== 0;
  // The trailing dot keeps the resolver from trying search domains first.
  const address = isAddress || hostname.endsWith('.') ? hostname : `${hostname}.`;
  const type = responseType === 'ENDPOINTS' ? 'STRICT_DNS' : 'LOGICAL_DNS';
  const cluster = {
    ...clusterBase(name),
    type: isAddress ? 'STATIC' : type,
    load_assignment: loadAssignment(name, [{ address, port }]),
    ...httpOptions(protocol),
  };
  return { name, cluster };
}
