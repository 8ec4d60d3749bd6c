import { type MeshModel, resolveMeshModels } from '@mesh-workshop/appmesh';
import { checkConsistency, checkEncoding, EMPTY_RESOURCE_SET, type ResourceSet } from '@mesh-workshop/xds';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndpointLookup } from './clusters/endpoint-lookup.ts';
import { type GoldenCase, loadGoldenCases } from './golden/golden-case.ts';
import { staticBootstrap } from './golden/static-bootstrap.ts';
import type { ProxyContext } from './proxy-context.ts';
import { arbitraryMesh } from './testing/arbitrary-mesh.ts';
import { findEnvoy, NO_ENVOY, validateBootstrap } from './testing/envoy-binary.ts';
import { translateVirtualNode } from './translate-virtual-node.ts';

const BIND = {
  address: '127.0.0.1',
  egressPort: 15_001,
  ingress: { 8080: { port: 40_001, appPort: 40_002 } },
};
const CONTEXTS: readonly ProxyContext[] = [
  { interception: 'redirect', namespace: 'default' },
  { interception: 'forward-proxy', namespace: 'default', bind: BIND },
];

describe.each(CONTEXTS)('in $interception interception', (context) => {
  const translate = (mesh: MeshModel, node: string, lookup: EndpointLookup = () => undefined): ResourceSet =>
    translateVirtualNode(mesh, node, lookup, context).value;

  test('changing weights, targets, retries, timeouts and order of routes never changes a listener', () => {
    fc.assert(
      fc.property(arbitraryMesh(), arbitraryMesh(), (before, after) => {
        // The same ports and protocols, other routes.
        const changed = withRoutesOf(before, after);
        expect(translate(changed, 'front-vn').listeners).toEqual(translate(before, 'front-vn').listeners);
      }),
    );
  });

  test('whatever the mesh, the result encodes strictly and is consistent', () => {
    fc.assert(
      fc.property(arbitraryMesh(), fc.boolean(), (mesh, isClusterName) => {
        const endpoints = [{ address: '10.0.0.1', port: 8080 }];
        const resources = translate(mesh, 'front-vn', () => (isClusterName ? endpoints : undefined));
        expect(checkEncoding(resources)).toEqual([]);
        expect(checkConsistency(resources)).toEqual([]);
      }),
    );
  });

  test('Envoy accepts a sample of 25 meshes without a warning', async (vitest) => {
    const envoy = findEnvoy() ?? vitest.skip(NO_ENVOY);
    // A seed of its own, so that a failure is the same one tomorrow.
    for (const mesh of fc.sample(arbitraryMesh(), { numRuns: 25, seed: 1 })) {
      const resources = translate(mesh, 'front-vn', ({ hostname }) =>
        hostname?.endsWith('cluster.local') ? [{ address: '10.0.0.1', port: 8080 }] : undefined,
      );
      const verdict = await validateBootstrap(envoy, staticBootstrap(resources));
      expect(verdict, JSON.stringify(resources)).toEqual({ valid: true, warnings: [] });
    }
  });

  test('the order of resources makes no difference', () => {
    const golden = loadGoldenCases().find(({ name }) => name === 'broken-references') as GoldenCase;
    const translated = (resources: GoldenCase['resources']) => {
      const mesh = resolveMeshModels(resources).value.get('demomesh') as MeshModel;
      return JSON.stringify(translate(mesh, 'front-vn', golden.endpoints));
    };
    const expected = translated(golden.resources);
    const shuffled = fc.shuffledSubarray([...golden.resources], { minLength: golden.resources.length });
    fc.assert(
      fc.property(shuffled, (resources) => {
        expect(translated(resources)).toBe(expected);
      }),
    );
  });

  test('a name of the cluster domain stays EDS while nothing is behind it', () => {
    const golden = loadGoldenCases().find(({ name }) => name === 'order-tutorial') as GoldenCase;
    const mesh = resolveMeshModels(golden.resources).value.get('demomesh') as MeshModel;
    const type = (lookup: EndpointLookup) =>
      translate(mesh, 'order-vn', lookup).clusters['cds_egress_demomesh_product-vn_http_8080']?.type;
    expect(type(() => [])).toBe('EDS');
    expect(type(() => [{ address: '127.0.0.1', port: 1 }])).toBe('EDS');
    expect(type(() => undefined)).toBe('LOGICAL_DNS');
  });

  test('endpoints are asked for with the listener’s port and the caller’s namespace', () => {
    const golden = loadGoldenCases().find(({ name }) => name === 'order-tutorial') as GoldenCase;
    const mesh = resolveMeshModels(golden.resources).value.get('demomesh') as MeshModel;
    const queries: unknown[] = [];
    translate(mesh, 'order-vn', (query) => {
      queries.push(query);
      return [];
    });
    expect(queries).toContainEqual({
      hostname: 'customer.default.svc.cluster.local',
      port: 8080,
      namespace: 'default',
    });
  });

  test('a virtual node that does not exist gives nothing, and a problem that says so', () => {
    const mesh: MeshModel = {
      meshName: 'demomesh',
      egressFilter: 'DROP_ALL',
      virtualNodes: new Map(),
      virtualGateways: new Map(),
    };
    const { value, problems } = translateVirtualNode(mesh, 'late-vn', () => undefined, context);
    expect(value).toEqual(EMPTY_RESOURCE_SET);
    expect(problems).toMatchObject([
      { code: 'unknown-virtual-node', resource: 'mesh/demomesh/virtualNode/late-vn' },
    ]);
  });
});

test('a change of the egress filter does not touch the listeners of a forward proxy', () => {
  const [, forwardProxy] = CONTEXTS;
  fc.assert(
    fc.property(arbitraryMesh(), (mesh) => {
      const listeners = (egressFilter: MeshModel['egressFilter']) =>
        translateVirtualNode({ ...mesh, egressFilter }, 'front-vn', () => [], forwardProxy as ProxyContext)
          .value.listeners;
      expect(listeners('ALLOW_ALL')).toEqual(listeners('DROP_ALL'));
    }),
  );
});

/** `mesh`, with each route table replaced by one of `other`'s. */
function withRoutesOf(mesh: MeshModel, other: MeshModel): MeshModel {
  const tables = [...other.virtualNodes.values()].flatMap(({ backends }) =>
    backends.flatMap(({ listeners }) => listeners.map(({ routes }) => routes)),
  );
  let next = 0;
  const virtualNodes = [...mesh.virtualNodes].map(([name, node]) => {
    const backends = node.backends.map((service) => ({
      ...service,
      listeners: service.listeners.map((listener) => ({ ...listener, routes: tables[next++] ?? [] })),
    }));
    return [name, { ...node, backends }] as const;
  });
  return { ...mesh, virtualNodes: new Map(virtualNodes) };
}
