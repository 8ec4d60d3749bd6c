import type { Endpoint } from './clusters/endpoint-lookup.ts';

/** A Service as the service proxy needs to know it. */
export interface ServiceEntry {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'ClusterIP' | 'LoadBalancer';
  readonly ports: readonly ServicePortEntry[];
}

export interface ServicePortEntry {
  /** Port of the Service, which callers dial. */
  readonly port: number;
  /** Where the load balancer listens; only of a Service of type LoadBalancer, and absent until it is allocated. */
  readonly nodePort?: number;
  /** The pods' own ports; empty when none is ready. */
  readonly endpoints: readonly Endpoint[];
}
