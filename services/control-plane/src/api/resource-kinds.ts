import {
  parseGatewayRouteSpec,
  parseMeshSpec,
  parseRouteSpec,
  parseVirtualGatewaySpec,
  parseVirtualNodeSpec,
  parseVirtualRouterSpec,
  parseVirtualServiceSpec,
  type Resource,
  type ResourceKey,
  type Result,
} from '@mesh-workshop/appmesh';

/** What all resources have besides their name and spec. */
type ResourceBase = Pick<Resource, 'meshName' | 'metadata' | 'owner' | 'tags'>;

/** What the API needs to know of one kind of resource. */
export interface ResourceKindRow {
  /** As in the names of the operations and in messages: `VirtualNode`. */
  readonly label: string;
  readonly kind: Resource['kind'];
  /** Member of the body and label of the path that hold the name. */
  readonly nameMember: string;
  /** Path of the collection behind `/v20190125`; the name follows it. */
  readonly collection: string;
  /** Member of a list's answer, and in the plural the end of the list operation's name. */
  readonly listMember: string;
  readonly specRequired: boolean;
  key(labels: Readonly<Record<string, string>>, name: string): ResourceKey;
  /** Reads a spec and says how a resource is made with it; absent when the spec is wrong. */
  parseSpec(input: unknown, key: ResourceKey): Result<((base: ResourceBase) => Resource) | undefined>;
}

/** The kinds of resources that the API offers, in the order of the API's documentation. */
export const RESOURCE_KINDS: readonly ResourceKindRow[] = [
  {
    label: 'Mesh',
    kind: 'mesh',
    nameMember: 'meshName',
    collection: '/meshes',
    listMember: 'meshes',
    specRequired: false,
    key: (_labels, meshName) => ({ kind: 'mesh', meshName }),
    parseSpec: (input) => making(parseMeshSpec(input), (spec) => (base) => ({ ...base, kind: 'mesh', spec })),
  },
  {
    label: 'VirtualNode',
    kind: 'virtualNode',
    nameMember: 'virtualNodeName',
    collection: '/meshes/{meshName}/virtualNodes',
    listMember: 'virtualNodes',
    specRequired: true,
    key: ({ meshName = '' }, name) => ({ kind: 'virtualNode', meshName, name }),
    parseSpec: (input, key) =>
      making(parseVirtualNodeSpec(input), (spec) => (base) => ({
        ...base,
        kind: 'virtualNode',
        virtualNodeName: nameOf(key),
        spec,
      })),
  },
  {
    label: 'VirtualRouter',
    kind: 'virtualRouter',
    nameMember: 'virtualRouterName',
    collection: '/meshes/{meshName}/virtualRouters',
    listMember: 'virtualRouters',
    specRequired: true,
    key: ({ meshName = '' }, name) => ({ kind: 'virtualRouter', meshName, name }),
    parseSpec: (input, key) =>
      making(parseVirtualRouterSpec(input), (spec) => (base) => ({
        ...base,
        kind: 'virtualRouter',
        virtualRouterName: nameOf(key),
        spec,
      })),
  },
  {
    label: 'Route',
    kind: 'route',
    nameMember: 'routeName',
    collection: '/meshes/{meshName}/virtualRouter/{virtualRouterName}/routes',
    listMember: 'routes',
    specRequired: true,
    key: ({ meshName = '', virtualRouterName = '' }, name) => ({
      kind: 'route',
      meshName,
      virtualRouterName,
      name,
    }),
    parseSpec: (input, key) =>
      making(parseRouteSpec(input), (spec) => (base) => ({
        ...base,
        kind: 'route',
        virtualRouterName: key.kind === 'route' ? key.virtualRouterName : '',
        routeName: nameOf(key),
        spec,
      })),
  },
  {
    label: 'VirtualService',
    kind: 'virtualService',
    nameMember: 'virtualServiceName',
    collection: '/meshes/{meshName}/virtualServices',
    listMember: 'virtualServices',
    specRequired: true,
    key: ({ meshName = '' }, name) => ({ kind: 'virtualService', meshName, name }),
    parseSpec: (input, key) =>
      making(parseVirtualServiceSpec(input), (spec) => (base) => ({
        ...base,
        kind: 'virtualService',
        virtualServiceName: nameOf(key),
        spec,
      })),
  },
  {
    label: 'VirtualGateway',
    kind: 'virtualGateway',
    nameMember: 'virtualGatewayName',
    collection: '/meshes/{meshName}/virtualGateways',
    listMember: 'virtualGateways',
    specRequired: true,
    key: ({ meshName = '' }, name) => ({ kind: 'virtualGateway', meshName, name }),
    parseSpec: (input, key) =>
      making(parseVirtualGatewaySpec(input), (spec) => (base) => ({
        ...base,
        kind: 'virtualGateway',
        virtualGatewayName: nameOf(key),
        spec,
      })),
  },
  {
    label: 'GatewayRoute',
    kind: 'gatewayRoute',
    nameMember: 'gatewayRouteName',
    collection: '/meshes/{meshName}/virtualGateway/{virtualGatewayName}/gatewayRoutes',
    listMember: 'gatewayRoutes',
    specRequired: true,
    key: ({ meshName = '', virtualGatewayName = '' }, name) => ({
      kind: 'gatewayRoute',
      meshName,
      virtualGatewayName,
      name,
    }),
    parseSpec: (input, key) =>
      making(parseGatewayRouteSpec(input), (spec) => (base) => ({
        ...base,
        kind: 'gatewayRoute',
        virtualGatewayName: key.kind === 'gatewayRoute' ? key.virtualGatewayName : '',
        gatewayRouteName: nameOf(key),
        spec,
      })),
  },
];

type Make = (base: ResourceBase) => Resource;

function making<S>(parsed: Result<S | undefined>, make: (spec: S) => Make): Result<Make | undefined> {
  return { value: parsed.value === undefined ? undefined : make(parsed.value), problems: parsed.problems };
}

function nameOf(key: ResourceKey): string {
  return key.kind === 'mesh' ? key.meshName : key.name;
}
