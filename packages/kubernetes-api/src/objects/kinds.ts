import type { ConfigMap, KubernetesEvent, Namespace, Node, Secret } from './core.ts';
import type { KindRef } from './kubernetes-object.ts';
import type { Pod } from './pod.ts';
import type { EndpointSlice, Service } from './service.ts';
import type { Deployment, Job, ReplicaSet } from './workloads.ts';

/** v1 Namespace */
export const NAMESPACES: KindRef<Namespace> = { group: '', plural: 'namespaces' };
/** v1 Pod */
export const PODS: KindRef<Pod> = { group: '', plural: 'pods' };
/** v1 Service */
export const SERVICES: KindRef<Service> = { group: '', plural: 'services' };
/** v1 ConfigMap */
export const CONFIG_MAPS: KindRef<ConfigMap> = { group: '', plural: 'configmaps' };
/** v1 Secret */
export const SECRETS: KindRef<Secret> = { group: '', plural: 'secrets' };
/** v1 Event */
export const EVENTS: KindRef<KubernetesEvent> = { group: '', plural: 'events' };
/** v1 Node */
export const NODES: KindRef<Node> = { group: '', plural: 'nodes' };
/** apps/v1 Deployment */
export const DEPLOYMENTS: KindRef<Deployment> = { group: 'apps', plural: 'deployments' };
/** apps/v1 ReplicaSet */
export const REPLICA_SETS: KindRef<ReplicaSet> = { group: 'apps', plural: 'replicasets' };
/** batch/v1 Job */
export const JOBS: KindRef<Job> = { group: 'batch', plural: 'jobs' };
/** discovery.k8s.io/v1 EndpointSlice */
export const ENDPOINT_SLICES: KindRef<EndpointSlice> = {
  group: 'discovery.k8s.io',
  plural: 'endpointslices',
};
