import type { ResourceKindRow } from '@mesh-workshop/appmesh';

/** One kind of resource, and what the cases need of it. The names are those of {@link FIXTURE}. */
export interface KindUnderTest {
  /** Member that holds the name. */
  readonly nameMember: string;
  readonly parents: Readonly<Record<string, string>>;
  /** One that others refer to, where others can. */
  readonly existing: string;
  /** One that nothing refers to. */
  readonly spare: string;
  readonly spec: object;
  /** A second spec that the existing one may have. */
  readonly otherSpec: object;
  readonly wrongSpec: object;
}

const IN_MESH = { meshName: 'shop' };
const listening = (port: number) => ({ listeners: [{ portMapping: { port, protocol: 'http' } }] });
const file = { certificateChain: '/certs/tls.crt', privateKey: '/certs/tls.key' };
const validation = {
  trust: { file: { certificateChain: '/certs/ca.crt' } },
  subjectAlternativeNames: { match: { exact: ['node.shop'] } },
};
/** With every member of TLS that is served. */
const secured = (port: number) => ({
  portMapping: { port, protocol: 'http' },
  tls: { mode: 'STRICT', certificate: { file }, validation },
});
const clientPolicy = { tls: { enforce: true, ports: [8080], certificate: { file }, validation } };
const routeTo = (weight: number) => ({
  httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [{ virtualNode: 'node', weight }] } },
});
const routeInto = (prefix: string) => ({
  httpRoute: {
    match: { prefix },
    action: { target: { virtualService: { virtualServiceName: 'service.shop' } } },
  },
});

/**
 * Every kind, those first that others are in or refer to. The names of members are written out: they are what the table of kinds is tested against.
 */
export const KINDS: Readonly<Record<ResourceKindRow['label'], KindUnderTest>> = {
  Mesh: {
    nameMember: 'meshName',
    parents: {},
    existing: 'shop',
    spare: 'spare',
    spec: { egressFilter: { type: 'ALLOW_ALL' } },
    otherSpec: { egressFilter: { type: 'DROP_ALL' } },
    wrongSpec: { egressFilter: { type: 'SOME' } },
  },
  VirtualNode: {
    nameMember: 'virtualNodeName',
    parents: IN_MESH,
    existing: 'node',
    spare: 'spare-node',
    spec: {
      listeners: [secured(8080)],
      backendDefaults: { clientPolicy },
      serviceDiscovery: { dns: { hostname: 'node.shop' } },
    },
    otherSpec: { ...listening(8081), serviceDiscovery: { dns: { hostname: 'node.shop' } } },
    wrongSpec: listening(0),
  },
  VirtualRouter: {
    nameMember: 'virtualRouterName',
    parents: IN_MESH,
    existing: 'router',
    spare: 'spare-router',
    spec: listening(8080),
    otherSpec: listening(8081),
    wrongSpec: listening(0),
  },
  Route: {
    nameMember: 'routeName',
    parents: { ...IN_MESH, virtualRouterName: 'router' },
    existing: 'route',
    spare: 'spare-route',
    spec: routeTo(1),
    otherSpec: routeTo(2),
    wrongSpec: routeTo(101),
  },
  VirtualService: {
    nameMember: 'virtualServiceName',
    parents: IN_MESH,
    existing: 'service.shop',
    spare: 'spare.shop',
    spec: { provider: { virtualRouter: { virtualRouterName: 'router' } } },
    otherSpec: {},
    wrongSpec: { provider: { virtualRouter: { virtualRouterName: 'x'.repeat(256) } } },
  },
  VirtualGateway: {
    nameMember: 'virtualGatewayName',
    parents: IN_MESH,
    existing: 'gateway',
    spare: 'spare-gateway',
    spec: { listeners: [secured(8080)], backendDefaults: { clientPolicy } },
    otherSpec: listening(8081),
    wrongSpec: listening(0),
  },
  GatewayRoute: {
    nameMember: 'gatewayRouteName',
    parents: { ...IN_MESH, virtualGatewayName: 'gateway' },
    existing: 'gateway-route',
    spare: 'spare-gateway-route',
    spec: routeInto('/'),
    otherSpec: routeInto('/other'),
    wrongSpec: routeInto('other'),
  },
};

/** What is there before every case, as inputs of creations, in an order in which they succeed. */
export const FIXTURE: readonly { readonly operation: string; readonly input: object }[] = Object.entries(
  KINDS,
).flatMap(([label, { nameMember, parents, existing, spare, spec }]) =>
  [existing, spare].map((name) => ({
    operation: `Create${label}`,
    input: { ...parents, [nameMember]: name, spec },
  })),
);

/** The ARN of the mesh of {@link FIXTURE}. */
export const MESH_ARN = 'arn:aws:appmesh:us-west-2:000000000000:mesh/shop';
