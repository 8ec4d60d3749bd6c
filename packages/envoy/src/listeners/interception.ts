import type { ListenerModel, MeshModel, VirtualNodeModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import type { NamedResources } from '@mesh-workshop/xds';
import type { ClusterServices } from '../service-entry.ts';

/** What both ways of getting hold of traffic are given. */
export interface InterceptedNode {
  readonly mesh: MeshModel;
  readonly node: VirtualNodeModel;
  /** Id of the virtual node, for problems. */
  readonly resource: string;
  /** Settings of all its HTTP connection managers: access log, tracing. */
  readonly settings: JsonObject;
  /** In which the application's short names are meant. */
  readonly namespace: string;
  readonly cluster: ClusterServices;
}

/** What the two ways of getting hold of traffic do differently. */
export interface Interception {
  readonly listeners: NamedResources;
  /** Route configurations of the egress listeners. */
  readonly routes: NamedResources;
  /** Clusters for traffic to what is not a backend. */
  readonly clusters: NamedResources;
  /** The endpoints of those that have some. */
  readonly endpoints: NamedResources;
  /** Where the application answers, for each listener of the virtual node that could be bound. */
  readonly applications: readonly {
    readonly listener: ListenerModel;
    readonly application: { readonly address: string; readonly port: number };
  }[];
}
