import type { GatewayRouteSpec } from '../resource-spec/gateway-route-spec.ts';
import type { MeshSpec } from '../resource-spec/mesh-spec.ts';
import type { RouteSpec } from '../resource-spec/route-spec.ts';
import type { VirtualGatewaySpec } from '../resource-spec/virtual-gateway-spec.ts';
import type { VirtualNodeSpec } from '../resource-spec/virtual-node-spec.ts';
import type { VirtualRouterSpec } from '../resource-spec/virtual-router-spec.ts';
import type { VirtualServiceSpec } from '../resource-spec/virtual-service-spec.ts';
import type { PodSelection } from './pod-selection.ts';

/** Who defined a resource and may change it: the REST API, or the Kubernetes object it came from. */
export type Owner =
  | { readonly kind: 'api' }
  | {
      readonly kind: 'kubernetes';
      readonly apiVersion: string;
      readonly objectKind: string;
      readonly namespace?: string;
      readonly name: string;
      /** Where the object is written; absent for one that a Kubernetes API has. */
      readonly file?: string;
      /** The pods it selects for its virtual node; absent unless that is found through Cloud Map. */
      readonly pods?: PodSelection;
    };

/** What the API returns beside every spec. */
export interface ResourceMetadata {
  readonly arn: string;
  readonly uid: string;
  /** 1 at creation, one more with each update. */
  readonly version: number;
  /** Epoch seconds, with a fraction. */
  readonly createdAt: number;
  /** Epoch seconds, with a fraction. */
  readonly lastUpdatedAt: number;
  /** Account that owns the mesh. */
  readonly meshOwner: string;
  /** Account that owns the resource. */
  readonly resourceOwner: string;
}

interface ResourceBase {
  readonly meshName: string;
  readonly metadata: ResourceMetadata;
  readonly owner: Owner;
  readonly tags: Readonly<Record<string, string>>;
}

export interface MeshResource extends ResourceBase {
  readonly kind: 'mesh';
  readonly spec: MeshSpec;
}

export interface VirtualNodeResource extends ResourceBase {
  readonly kind: 'virtualNode';
  readonly virtualNodeName: string;
  readonly spec: VirtualNodeSpec;
}

export interface VirtualRouterResource extends ResourceBase {
  readonly kind: 'virtualRouter';
  readonly virtualRouterName: string;
  readonly spec: VirtualRouterSpec;
}

export interface RouteResource extends ResourceBase {
  readonly kind: 'route';
  readonly virtualRouterName: string;
  readonly routeName: string;
  readonly spec: RouteSpec;
}

export interface VirtualServiceResource extends ResourceBase {
  readonly kind: 'virtualService';
  readonly virtualServiceName: string;
  readonly spec: VirtualServiceSpec;
}

export interface VirtualGatewayResource extends ResourceBase {
  readonly kind: 'virtualGateway';
  readonly virtualGatewayName: string;
  readonly spec: VirtualGatewaySpec;
}

export interface GatewayRouteResource extends ResourceBase {
  readonly kind: 'gatewayRoute';
  readonly virtualGatewayName: string;
  readonly gatewayRouteName: string;
  readonly spec: GatewayRouteSpec;
}

/** Any resource of a mesh, the mesh included. */
export type Resource =
  | MeshResource
  | VirtualNodeResource
  | VirtualRouterResource
  | RouteResource
  | VirtualServiceResource
  | VirtualGatewayResource
  | GatewayRouteResource;

export type ResourceKind = Resource['kind'];

type Without<R, Members extends PropertyKey> = R extends unknown ? Omit<R, Members> : never;

/** A resource without what a store gives it: ARN, uid, version, times. */
export type ResourceDefinition = Without<Resource, 'metadata'>;

/** What all resources have, with or without a store. */
export type SharedMembers = Omit<ResourceBase, 'metadata'>;

/** What tells a resource from all others: kind, names and spec. */
export type OwnMembers = Without<Resource, keyof ResourceBase>;
