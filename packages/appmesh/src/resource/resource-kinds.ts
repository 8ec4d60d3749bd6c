import type { Result } from '../problem.ts';
import { gatewayRouteSpec, parseGatewayRouteSpec } from '../resource-spec/gateway-route-spec.ts';
import { meshSpec, parseMeshSpec } from '../resource-spec/mesh-spec.ts';
import { parseRouteSpec, routeSpec } from '../resource-spec/route-spec.ts';
import { parseVirtualGatewaySpec, virtualGatewaySpec } from '../resource-spec/virtual-gateway-spec.ts';
import { parseVirtualNodeSpec, virtualNodeSpec } from '../resource-spec/virtual-node-spec.ts';
import { parseVirtualRouterSpec, virtualRouterSpec } from '../resource-spec/virtual-router-spec.ts';
import { parseVirtualServiceSpec, virtualServiceSpec } from '../resource-spec/virtual-service-spec.ts';
import type { StructureShape } from '../shape/shape.ts';
import type { Resource, ResourceKind } from './resource.ts';

type SpecOf<K extends ResourceKind> = Extract<Resource, { readonly kind: K }>['spec'];

/** What there is to know of one kind of resource, whatever it is known for. */
export interface ResourceKindRow<K extends ResourceKind = ResourceKind> {
  /** As resources, ids and ARNs have it: the id of a resource is its parent's, the kind and its name. */
  readonly kind: K;
  /** As in the names of operations and in messages: `VirtualNode`. */
  readonly label: Capitalize<K>;
  /** Member of a list's answer, and in capitals the end of the list operation's name: `virtualNodes`. */
  readonly plural: string;
  /** Member of requests, answers and paths that holds the name. */
  readonly nameMember: `${K}Name`;
  /** The kind that it is part of; undefined for a mesh. */
  readonly parent: ResourceKind | undefined;
  /** Path of the collection behind the API's version; the name follows it. Its labels are the members that name the parents. */
  readonly path: string;
  /** Whether a resource cannot be created without a spec. */
  readonly specRequired: boolean;
  readonly specShape: StructureShape;
  /** Checks a spec against its shape and the rules within it. The value is absent when a problem is an error. */
  readonly parseSpec: (input: unknown, path?: string) => Result<SpecOf<K> | undefined>;
  /** How many there may be in one parent (in all, of meshes), and what App Mesh allows without being asked. */
  readonly quota: { readonly name: string; readonly appMesh: number };
}

/**
 * The kinds of resources, in the order of the API's documentation. What needs to know all kinds reads this table, so that a kind is its type
 * in `Resource` and its row here.
 */
export const RESOURCE_KINDS = {
  mesh: {
    kind: 'mesh',
    label: 'Mesh',
    plural: 'meshes',
    nameMember: 'meshName',
    parent: undefined,
    path: '/meshes',
    specRequired: false,
    specShape: meshSpec,
    parseSpec: parseMeshSpec,
    quota: { name: 'meshes', appMesh: 15 },
  },
  virtualNode: {
    kind: 'virtualNode',
    label: 'VirtualNode',
    plural: 'virtualNodes',
    nameMember: 'virtualNodeName',
    parent: 'mesh',
    path: '/meshes/{meshName}/virtualNodes',
    specRequired: true,
    specShape: virtualNodeSpec,
    parseSpec: parseVirtualNodeSpec,
    quota: { name: 'virtualNodesPerMesh', appMesh: 200 },
  },
  virtualRouter: {
    kind: 'virtualRouter',
    label: 'VirtualRouter',
    plural: 'virtualRouters',
    nameMember: 'virtualRouterName',
    parent: 'mesh',
    path: '/meshes/{meshName}/virtualRouters',
    specRequired: true,
    specShape: virtualRouterSpec,
    parseSpec: parseVirtualRouterSpec,
    quota: { name: 'virtualRoutersPerMesh', appMesh: 200 },
  },
  route: {
    kind: 'route',
    label: 'Route',
    plural: 'routes',
    nameMember: 'routeName',
    parent: 'virtualRouter',
    path: '/meshes/{meshName}/virtualRouter/{virtualRouterName}/routes',
    specRequired: true,
    specShape: routeSpec,
    parseSpec: parseRouteSpec,
    quota: { name: 'routesPerVirtualRouter', appMesh: 50 },
  },
  virtualService: {
    kind: 'virtualService',
    label: 'VirtualService',
    plural: 'virtualServices',
    nameMember: 'virtualServiceName',
    parent: 'mesh',
    path: '/meshes/{meshName}/virtualServices',
    specRequired: true,
    specShape: virtualServiceSpec,
    parseSpec: parseVirtualServiceSpec,
    quota: { name: 'virtualServicesPerMesh', appMesh: 200 },
  },
  virtualGateway: {
    kind: 'virtualGateway',
    label: 'VirtualGateway',
    plural: 'virtualGateways',
    nameMember: 'virtualGatewayName',
    parent: 'mesh',
    path: '/meshes/{meshName}/virtualGateways',
    specRequired: true,
    specShape: virtualGatewaySpec,
    parseSpec: parseVirtualGatewaySpec,
    quota: { name: 'virtualGatewaysPerMesh', appMesh: 3 },
  },
  gatewayRoute: {
    kind: 'gatewayRoute',
    label: 'GatewayRoute',
    plural: 'gatewayRoutes',
    nameMember: 'gatewayRouteName',
    parent: 'virtualGateway',
    path: '/meshes/{meshName}/virtualGateway/{virtualGatewayName}/gatewayRoutes',
    specRequired: true,
    specShape: gatewayRouteSpec,
    parseSpec: parseGatewayRouteSpec,
    quota: { name: 'gatewayRoutesPerVirtualGateway', appMesh: 10 },
  },
} as const satisfies { readonly [K in ResourceKind]: ResourceKindRow<K> };

/** The kinds that are directly in a mesh, in the order in which App Mesh asks for their removal: those first that refer to others. */
export const MESH_MEMBER_KINDS = Object.values(RESOURCE_KINDS)
  .flatMap((row) => (row.parent === 'mesh' ? [row.kind] : []))
  .reverse();
