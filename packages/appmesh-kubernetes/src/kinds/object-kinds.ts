import type { ResourceKind, ResourceKindRow } from '@mesh-workshop/appmesh';

/** What there is to know of one kind of App Mesh's in Kubernetes. */
export interface ObjectKindRow {
  /** As objects have it; of one that defines a resource the label of that resource's kind. */
  readonly kind: string;
  /** Its name in URLs. */
  readonly plural: string;
  readonly singular: string;
  /** False for what belongs to the whole cluster. */
  readonly namespaced: boolean;
  /** The kind of resource that an object defines. */
  readonly resource: ResourceKind | undefined;
  /** Member of the status that holds the ARN of that resource; without one, objects have no status. */
  readonly arnMember: string | undefined;
}

/** A route is no object: it is written in its virtual router. */
type Defined = ResourceKindRow<Exclude<ResourceKind, 'route'>>['label'];

/** The App Mesh kinds of Kubernetes: one for each kind of resource, and one that only Kubernetes has. */
export const OBJECT_KINDS = {
  Mesh: {
    kind: 'Mesh',
    plural: 'meshes',
    singular: 'mesh',
    namespaced: false,
    resource: 'mesh',
    arnMember: 'meshARN',
  },
  VirtualNode: {
    kind: 'VirtualNode',
    plural: 'virtualnodes',
    singular: 'virtualnode',
    namespaced: true,
    resource: 'virtualNode',
    arnMember: 'virtualNodeARN',
  },
  VirtualRouter: {
    kind: 'VirtualRouter',
    plural: 'virtualrouters',
    singular: 'virtualrouter',
    namespaced: true,
    resource: 'virtualRouter',
    arnMember: 'virtualRouterARN',
  },
  VirtualService: {
    kind: 'VirtualService',
    plural: 'virtualservices',
    singular: 'virtualservice',
    namespaced: true,
    resource: 'virtualService',
    arnMember: 'virtualServiceARN',
  },
  VirtualGateway: {
    kind: 'VirtualGateway',
    plural: 'virtualgateways',
    singular: 'virtualgateway',
    namespaced: true,
    resource: 'virtualGateway',
    arnMember: 'virtualGatewayARN',
  },
  GatewayRoute: {
    kind: 'GatewayRoute',
    plural: 'gatewayroutes',
    singular: 'gatewayroute',
    namespaced: true,
    resource: 'gatewayRoute',
    arnMember: 'gatewayRouteARN',
  },
  BackendGroup: {
    kind: 'BackendGroup',
    plural: 'backendgroups',
    singular: 'backendgroup',
    namespaced: true,
    resource: undefined,
    arnMember: undefined,
  },
} as const satisfies { readonly [K in Defined | 'BackendGroup']: ObjectKindRow & { readonly kind: K } };

export type ObjectKind = keyof typeof OBJECT_KINDS;

/** Whether a string is an App Mesh kind. */
export function isObjectKind(kind: unknown): kind is ObjectKind {
  return typeof kind === 'string' && Object.hasOwn(OBJECT_KINDS, kind);
}
