import {
  clientPolicyTls,
  connectionPoolMembers,
  enumeration,
  grpcGatewayRoute,
  grpcRoute,
  healthCheck,
  httpGatewayRoute,
  httpRoute,
  integer,
  list,
  listener,
  listenerTls,
  logging,
  portMapping,
  required,
  type StructureShape,
  serviceDiscovery,
  string,
  structure,
  tcpRoute,
  type Violation,
} from '@mesh-workshop/appmesh/shapes';
import { kubernetesShape, objectReference } from './kubernetes-shape.ts';
import type { ObjectKind } from './object-kinds.ts';

const awsName = string({ min: 1, max: 255 });
const meshRef = structure('MeshReference', { name: required(string({ min: 1 })), uid: string() });
/** Labels are a map, which no shape describes: `parseLabelSelector` reads selectors, here they are only known by name. */
const selector = structure('LabelSelector', {});
const priority = integer({ min: 0, max: 1000 });

const clientPolicy = structure('ClientPolicy', { tls: clientPolicyTls });
const backendDefaults = structure('BackendDefaults', { clientPolicy });

const backend = structure('Backend', {
  virtualService: required(
    structure('VirtualServiceBackend', { clientPolicy, virtualServiceName: required(string()) }),
  ),
});

const route = structure(
  'Route',
  {
    grpcRoute,
    http2Route: httpRoute,
    httpRoute,
    name: required(string({ min: 1, max: 255, pattern: /^[a-zA-Z0-9\-_]+$/ })),
    priority,
    tcpRoute,
  },
  {
    counts: [{ members: ['grpcRoute', 'http2Route', 'httpRoute', 'tcpRoute'], atLeast: 1, atMost: 1 }],
  },
);

const provider = structure(
  'VirtualServiceProvider',
  {
    virtualNode: structure('VirtualNodeServiceProvider', { virtualNodeName: required(string()) }),
    virtualRouter: structure('VirtualRouterServiceProvider', { virtualRouterName: required(string()) }),
  },
  { counts: [{ members: ['virtualNode', 'virtualRouter'], atLeast: 1, atMost: 1 }] },
);

const gatewayListener = structure('VirtualGatewayListener', {
  connectionPool: structure('VirtualGatewayConnectionPool', connectionPoolMembers),
  healthCheck,
  portMapping: required(portMapping),
  tls: listenerTls,
});

/** The spec of each kind in its newest version. */
export const OBJECT_SHAPES: Readonly<Record<ObjectKind, StructureShape>> = {
  Mesh: structure('MeshSpec', {
    awsName,
    egressFilter: structure('EgressFilter', { type: required(enumeration(['ALLOW_ALL', 'DROP_ALL'])) }),
    meshOwner: string({ pattern: /^[0-9]{12}$/, form: 'must be an account of 12 digits' }),
    meshServiceDiscovery: structure('MeshServiceDiscovery', {
      ipPreference: enumeration(['IPv6_PREFERRED', 'IPv4_PREFERRED', 'IPv4_ONLY', 'IPv6_ONLY']),
    }),
    namespaceSelector: selector,
  }),
  VirtualNode: structure('VirtualNodeSpec', {
    awsName,
    backendDefaults: kubernetesShape(backendDefaults),
    backendGroups: list(objectReference),
    backends: list(kubernetesShape(backend)),
    listeners: list(kubernetesShape(listener)),
    logging: kubernetesShape(logging),
    meshRef,
    podSelector: selector,
    serviceDiscovery: kubernetesShape(serviceDiscovery),
  }),
  VirtualRouter: structure(
    'VirtualRouterSpec',
    {
      awsName,
      listeners: list(
        structure('VirtualRouterListener', { portMapping: required(kubernetesShape(portMapping)) }),
      ),
      meshRef,
      routes: list(kubernetesShape(route)),
    },
    { rules: [routeNamesAreUnique] },
  ),
  VirtualService: structure('VirtualServiceSpec', { awsName, meshRef, provider: kubernetesShape(provider) }),
  VirtualGateway: structure('VirtualGatewaySpec', {
    awsName,
    backendDefaults: kubernetesShape(backendDefaults),
    gatewayRouteSelector: selector,
    listeners: list(kubernetesShape(gatewayListener)),
    logging: kubernetesShape(logging),
    meshRef,
    namespaceSelector: selector,
    podSelector: selector,
  }),
  GatewayRoute: structure(
    'GatewayRouteSpec',
    {
      awsName,
      grpcRoute: kubernetesShape(grpcGatewayRoute),
      http2Route: kubernetesShape(httpGatewayRoute),
      httpRoute: kubernetesShape(httpGatewayRoute),
      meshRef,
      priority,
      virtualGatewayRef: structure('VirtualGatewayReference', {
        name: required(string({ min: 1 })),
        namespace: string(),
        uid: string(),
      }),
    },
    { counts: [{ members: ['grpcRoute', 'http2Route', 'httpRoute'], atLeast: 1, atMost: 1 }] },
  ),
  BackendGroup: structure('BackendGroupSpec', { meshRef, virtualservices: list(objectReference) }),
};

function routeNamesAreUnique(value: { readonly routes?: unknown }): readonly Violation[] {
  const names = ((value.routes as readonly { readonly name: string }[] | undefined) ?? []).map(
    ({ name }) => name,
  );
  return names.flatMap((name, index): readonly Violation[] => {
    const first = names.indexOf(name);
    if (first === index) return [];
    const message = `is ${JSON.stringify(name)}, as in routes[${first}]; each route needs its own name`;
    return [{ code: 'duplicate', path: `routes[${index}].name`, message }];
  });
}
