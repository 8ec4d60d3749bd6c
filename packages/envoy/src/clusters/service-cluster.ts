import type { JsonObject } from '@mesh-workshop/json';
import { serviceCluster } from '../names.ts';
import type { ServiceEntry, ServicePortEntry } from '../service-entry.ts';
import { clusterBase, edsCluster, httpOptions, loadAssignment } from './cluster.ts';
import { dnsDiscovery } from './target-cluster.ts';

/** A cluster for one port of a Service, and its endpoints where it has some. */
export interface TranslatedServicePort {
  readonly name: string;
  readonly cluster: JsonObject;
  readonly endpoints?: JsonObject;
}

/** Nothing on the way to a Service tries again, so a slow machine is given time. */
const CONNECT_TIMEOUT = '5s';

/** How one port of a Service is reached: its pods, or the host outside of the cluster that it is another name for. */
export function translateServicePort(
  { namespace, name: service, externalName }: ServiceEntry,
  { port, endpoints }: ServicePortEntry,
): TranslatedServicePort {
  const name = serviceCluster(namespace, service, port);
  if (externalName === undefined)
    return {
      name,
      cluster: edsCluster(name, 'http', { connectTimeout: CONNECT_TIMEOUT }),
      endpoints: loadAssignment(name, endpoints),
    };
  const discovery = {
    hostname: externalName,
    responseType: 'LOADBALANCER',
    ipPreference: 'IPv4_PREFERRED',
  } as const;
  return {
    name,
    cluster: {
      ...clusterBase(name, { connectTimeout: CONNECT_TIMEOUT }),
      ...dnsDiscovery(name, discovery, port),
      ...httpOptions('http'),
    },
  };
}
