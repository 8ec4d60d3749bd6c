import { hasErrors, type Problem, resolveMeshModels } from '@mesh-workshop/appmesh';
import { checkConsistency, checkEncoding, type ResourceSet } from '@mesh-workshop/xds';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndpointLookup } from './clusters/endpoint-lookup.ts';
import { translateVirtualGateway } from './gateways/translate-virtual-gateway.ts';
import { parseResources, type ResourceDocuments } from './golden/golden-case.ts';
import { sampleFiles, staticBootstrap } from './golden/static-bootstrap.ts';
import type { ProxyContext } from './proxy-context.ts';
import { arbitraryDocuments } from './testing/arbitrary-documents.ts';
import { findEnvoy, NO_ENVOY, validateBootstrap } from './testing/envoy-binary.ts';
import { mergeResourceSets } from './testing/merge-resource-sets.ts';
import { translateVirtualNode } from './translate-virtual-node.ts';

const INGRESS = Object.fromEntries([80, 443, 8080, 65_535].map((port) => [port, { port, appPort: 1 }]));
const TRACING = { xray: { daemon: { address: '127.0.0.1', port: 2000 }, samplingRate: 0.5 } };
const CONTEXTS: readonly ProxyContext[] = [
  { interception: 'redirect', namespace: 'default' },
  {
    interception: 'forward-proxy',
    namespace: 'default',
    bind: { address: '127.0.0.1', egressPort: 15_001, ingress: INGRESS },
    tracing: TRACING,
  },
];

const lookup: EndpointLookup = ({ hostname, cloudMap }) => {
  if (cloudMap?.serviceName === 'gone') return undefined;
  if (hostname !== undefined && !hostname.endsWith('cluster.local')) return undefined;
  return ['10.0.0.1', '2001:db8::1'].map((address) => ({ address, port: 8080 }));
};

/** What a node's and a gateway's proxy get, in both ways of interception. */
function translateAll(
  documents: ResourceDocuments,
  shuffle: <T>(items: readonly T[]) => readonly T[] = (x) => x,
) {
  const problems: Problem[] = [];
  const resources = parseResources(documents, problems);
  // Whatever the shapes allow is what this is about; broken references between resources are fine.
  expect(hasErrors(problems), JSON.stringify(problems)).toBe(false);
  const mesh = resolveMeshModels(shuffle(resources)).value.get('demomesh');
  if (mesh === undefined) throw new Error('no mesh');
  return CONTEXTS.flatMap((context): readonly ResourceSet[] => [
    translateVirtualNode(mesh, 'front-vn', lookup, context).value,
    translateVirtualGateway(mesh, 'gate-vg', lookup, context).value,
  ]);
}

describe('whatever documents the API takes', () => {
  test('their configurations encode strictly and are consistent', () => {
    fc.assert(
      fc.property(arbitraryDocuments(), (documents) => {
        for (const resources of translateAll(documents)) {
          expect(checkEncoding(resources)).toEqual([]);
          expect(checkConsistency(resources)).toEqual([]);
        }
      }),
    );
  });

  test('the order of the resources makes no difference', () => {
    fc.assert(
      fc.property(arbitraryDocuments(), fc.infiniteStream(fc.nat()), (documents, numbers) => {
        const shuffle = <T>(items: readonly T[]): readonly T[] =>
          [...items]
            .map((item) => ({ item, at: numbers.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        expect(JSON.stringify(translateAll(documents, shuffle))).toBe(
          JSON.stringify(translateAll(documents)),
        );
      }),
    );
  });

  test('Envoy accepts a sample of 600 meshes, 2400 configurations, without a warning', {
    timeout: 300_000,
  }, async (context) => {
    const envoy = findEnvoy() ?? context.skip(NO_ENVOY);
    // A seed of its own, so that a failure is the same one tomorrow.
    const sample = fc
      .sample(arbitraryDocuments(), { numRuns: 600, seed: 3 })
      .map((documents) => translateAll(documents));
    const batches = Array.from({ length: 20 }, (_, index) => sample.slice(index * 30, index * 30 + 30));
    // Not a sample of empty meshes.
    const routes = JSON.stringify(sample).split('weighted_clusters').length - 1;
    expect(routes).toBeGreaterThan(2000);
    expect(JSON.stringify(sample).split('"grpc":{}').length - 1).toBeGreaterThan(500);
    const files = await sampleFiles();
    for (const batch of batches) {
      const verdict = await validateBootstrap(envoy, staticBootstrap(mergeResourceSets(batch.flat()), files));
      expect(verdict).toEqual({ valid: true, warnings: [] });
    }
  });
});
