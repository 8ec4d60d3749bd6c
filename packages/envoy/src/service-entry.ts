import type { Endpoint } from './clusters/endpoint-lookup.ts';

/** A Service as a proxy that reaches all of them needs to know it. */
export interface ServiceEntry {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'ClusterIP' | 'LoadBalancer';
  readonly ports: readonly ServicePortEntry[];
  /** The host outside of the cluster that it is another name for; its ports then have no endpoints. */
  readonly externalName?: string;
}

/** What of a cluster a proxy can reach that is not told of each Service by its resources. */
export interface ClusterServices {
  readonly services: readonly ServiceEntry[];
  /** As `cluster.local`. */
  readonly clusterDomain: string;
}

export interface ServicePortEntry {
  /** Port of the Service, which callers dial. */
  readonly port: number;
  /** Where the load balancer listens; only of a Service of type LoadBalancer, and absent until it is allocated. */
  readonly nodePort?: number;
  /** The pods' own ports; empty when none is ready. */
  readonly endpoints: readonly Endpoint[];
}
