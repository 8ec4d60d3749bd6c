import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Service, ServicePort } from '../objects/service.ts';

/** 10.96.0.1 is the API server's own address on a cluster; the first two are never given away. */
const FIRST_HOST = 2;
const HOSTS = 65_534;

/** The next free address of 10.96.0.0/16. It is for show: nothing listens on it. */
function pickClusterIp(taken: ReadonlySet<string>): string {
  for (let host = FIRST_HOST; host < HOSTS; host += 1) {
    const address = `10.96.${Math.floor(host / 256)}.${host % 256}`;
    if (!taken.has(address)) return address;
  }
  throw new Error('no free cluster address is left in 10.96.0.0/16');
}

/** The node port the Service had for this port, so that a client that does not know it cannot take it away. */
function keptNodePort(port: ServicePort, previous: Service | undefined): { readonly nodePort?: number } {
  const before = previous?.spec.ports?.find((it) => it.port === port.port && it.name === port.name);
  return before?.nodePort === undefined ? {} : { nodePort: before.nodePort };
}

/** The defaults of a Service, its addresses included. `taken` lists the cluster addresses of all Services. */
export function completeService(taken: () => ReadonlySet<string>) {
  return (object: KubernetesObject, previousObject: KubernetesObject | undefined): KubernetesObject => {
    const service = object as Service;
    const previous = previousObject as Service | undefined;
    const { clusterIP: _ip, clusterIPs: _ips, ...spec } = service.spec ?? {};
    const type = spec.type ?? 'ClusterIP';
    const reachable = type === 'LoadBalancer' || type === 'NodePort';
    const ports = spec.ports?.map((port) => {
      const { nodePort, ...rest } = port;
      return {
        protocol: 'TCP',
        targetPort: port.port,
        ...rest,
        ...(reachable ? { ...keptNodePort(port, previous), ...(nodePort ? { nodePort } : {}) } : {}),
      };
    });
    const kept = previous?.spec.type === 'ExternalName' ? undefined : previous?.spec.clusterIP;
    const asked = service.spec?.clusterIP === '' ? undefined : service.spec?.clusterIP;
    const clusterIP = type === 'ExternalName' ? undefined : (asked ?? kept ?? pickClusterIp(taken()));
    return {
      ...service,
      spec: {
        sessionAffinity: 'None',
        ...(type === 'ExternalName'
          ? {}
          : { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster' }),
        ...(reachable ? { externalTrafficPolicy: 'Cluster' } : {}),
        ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
        ...spec,
        type,
        ...(clusterIP === undefined ? {} : { clusterIP, clusterIPs: [clusterIP] }),
        ...(ports === undefined ? {} : { ports }),
      },
      status: type === 'LoadBalancer' ? (service.status ?? { loadBalancer: {} }) : { loadBalancer: {} },
    };
  };
}
