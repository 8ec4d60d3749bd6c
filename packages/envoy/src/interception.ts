import type { ListenerModel } from '@mesh-workshop/appmesh';
import type { NamedResources } from '@mesh-workshop/xds';

/** What the two ways of getting hold of traffic do differently. */
export interface Interception {
  readonly listeners: NamedResources;
  /** Route configurations of the egress listeners. */
  readonly routes: NamedResources;
  /** Clusters for traffic to what is not a backend. */
  readonly clusters: NamedResources;
  /** Where the application answers, for each listener of the virtual node that could be bound. */
  readonly applications: readonly {
    readonly listener: ListenerModel;
    readonly application: { readonly address: string; readonly port: number };
  }[];
}
