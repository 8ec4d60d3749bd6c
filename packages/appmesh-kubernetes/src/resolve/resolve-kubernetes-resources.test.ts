import type { Resource } from '@mesh-workshop/appmesh';
import { resourceId, resourceKey } from '@mesh-workshop/appmesh';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import { checkImmutable } from '../kinds/check-immutable.ts';
import { OBJECT_KINDS } from '../kinds/object-kinds.ts';
import { decideFinalizers } from '../status/decide-finalizers.ts';
import { describeStatus } from '../status/describe-status.ts';
import { documentOf, SHOP, sampleDocuments } from '../testing/sample-documents.ts';
import { resolveKubernetesResources } from './resolve-kubernetes-resources.ts';

const STATUS = {
  scope: { partition: 'aws', region: 'us-west-2', accountId: '000000000000' },
  now: '2026-03-01T00:00:00Z',
};

describe('resolving Kubernetes documents', () => {
  test('gives each resource its key, its owner and no tags', () => {
    const { value, problems } = resolveKubernetesResources(sampleDocuments(), [SHOP]);
    expect(problems).toEqual([]);
    for (const { key, resource } of value.resources) {
      expect(resourceKey(resource as Resource)).toEqual(key);
      expect(resource.tags).toEqual({});
    }
    const { key, resource } = value.resources.find(({ key }) => key.kind === 'route') ?? {};
    expect(key && resourceId(key)).toBe('mesh/shop/virtualRouter/cart_shop/route/all');
    expect(resource?.owner).toEqual({
      kind: 'kubernetes',
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      objectKind: 'VirtualRouter',
      namespace: 'shop',
      name: 'cart',
    });
  });

  test('says of a node that is found through Cloud Map, and only of such a node, which pods it selects', () => {
    const podSelector = { matchLabels: { app: 'map' } };
    const serviceDiscovery = { awsCloudMap: { namespaceName: 'shop.local', serviceName: 'map' } };
    const map = documentOf('VirtualNode', 'map', { podSelector, serviceDiscovery });
    const { value } = resolveKubernetesResources([...sampleDocuments(), map], [SHOP]);
    const pods = value.resources.flatMap(({ key, resource: { owner } }) =>
      owner.kind === 'kubernetes' && owner.pods ? [[resourceId(key), owner.pods]] : [],
    );
    const selection = { namespace: 'shop', podSelector: { ...podSelector, matchExpressions: [] } };
    expect(pods).toEqual([['mesh/shop/virtualNode/map_shop', selection]]);
  });

  test('is not touched by documents of other groups', () => {
    const others = [{ content: { apiVersion: 'v1', kind: 'Service' } }, { content: null }, { content: [] }];
    expect(resolveKubernetesResources(others, [])).toEqual({
      value: { resources: [], objects: [] },
      problems: [],
    });
  });

  test('lets one broken object take nothing else with it', () => {
    const broken = documentOf('VirtualNode', 'broken', { listeners: 'none' });
    const { value, problems } = resolveKubernetesResources([...sampleDocuments(), broken], [SHOP]);
    expect(value.resources).toEqual(resolveKubernetesResources(sampleDocuments(), [SHOP]).value.resources);
    expect(problems.map(({ path }) => path)).toEqual(['spec.listeners']);
    expect(value.objects.map(({ object }) => object.name)).toContain('broken');
  });

  test('knows a namespace by its name, even if nobody described it', () => {
    const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } };
    const mesh = documentOf('Mesh', 'shop', { namespaceSelector: selector });
    const { problems } = resolveKubernetesResources([mesh, documentOf('VirtualNode', 'cart')], []);
    expect(problems).toEqual([]);
  });

  test('lets nothing new into a mesh that is being deleted, and leaves in what was there', () => {
    const deletionTimestamp = '2026-01-02T00:00:00Z';
    const mesh = documentOf('Mesh', 'shop', { namespaceSelector: {} }, { deletionTimestamp });
    const old = documentOf('VirtualNode', 'old', {}, { creationTimestamp: '2026-01-01T00:00:00Z' });
    const young = documentOf('VirtualNode', 'young', {}, { creationTimestamp: '2026-01-03T00:00:00Z' });
    const { value, problems } = resolveKubernetesResources([mesh, old, young], [SHOP]);
    expect(value.resources.map(({ key }) => resourceId(key))).toEqual([
      'mesh/shop',
      'mesh/shop/virtualNode/old_shop',
    ]);
    expect(problems.map(({ code, object }) => [code, object?.name])).toEqual([['being-deleted', 'young']]);
  });

  test('gives the same for the same documents in any order', () => {
    const documents = [
      ...sampleDocuments(),
      documentOf('VirtualNode', 'cart', { backends: [] }),
      documentOf('VirtualNode', 'cart', { logging: {} }),
      documentOf('VirtualService', 'other', { awsName: 'cart.shop' }),
      documentOf('Mesh', 'too-many', { namespaceSelector: { matchLabels: { mesh: 'other' } } }),
      documentOf('GatewayRoute', 'broken', {}),
    ];
    const expected = JSON.stringify(resolveKubernetesResources(documents, [SHOP]));
    fc.assert(
      fc.property(fc.shuffledSubarray(documents, { minLength: documents.length }), (shuffled) => {
        expect(JSON.stringify(resolveKubernetesResources(shuffled, [SHOP]))).toBe(expected);
      }),
    );
  });

  test('finds nothing wrong with a part of good documents but that the other part is missing', () => {
    const all = resolveKubernetesResources(sampleDocuments(), [SHOP]).value.resources;
    fc.assert(
      fc.property(fc.subarray([...sampleDocuments()]), (part) => {
        const { value, problems } = resolveKubernetesResources(part, [SHOP]);
        const missing = ['missing-reference', 'mesh-selection', 'gateway-selection'];
        expect(problems.filter(({ code }) => !missing.includes(code))).toEqual([]);
        // With the names that their objects have by default, so that nothing changes when the rest appears.
        for (const { key, resource } of value.resources) {
          const complete = all.find((other) => resourceId(other.key) === resourceId(key));
          expect(resource).toEqual(complete?.resource);
        }
      }),
    );
  });

  test('throws at nothing, whatever the documents are', () => {
    fc.assert(
      fc.property(fc.array(arbitraryDocument(), { maxLength: 6 }), (documents) => {
        const { value, problems } = resolveKubernetesResources(documents, [SHOP]);
        describeStatus(value, problems, STATUS);
        decideFinalizers(value);
        for (const document of documents) checkImmutable(document, documents[0] ?? document);
        for (const problem of problems) expect(problem.message.length).toBeGreaterThan(problem.path.length);
      }),
      { numRuns: 500 },
    );
  });
});

/** Anything, and what nearly is a document: members of good ones replaced by anything. */
function arbitraryDocument(): fc.Arbitrary<KubernetesDocument> {
  const good = sampleDocuments().map(({ content }) => content);
  const nearly = fc
    .tuple(fc.constantFrom(...good), fc.nat(), fc.anything(), fc.constantFrom('v1beta1', 'v1beta2'))
    .map(([content, position, value, version]) => {
      const places = memberPlaces(content);
      return {
        ...(replaceAt(content, places[position % places.length] ?? [], value) as object),
        apiVersion: `appmesh.k8s.aws/${version}`,
      };
    });
  const made = fc.record({
    apiVersion: fc.constantFrom('appmesh.k8s.aws/v1beta1', 'appmesh.k8s.aws/v1beta2'),
    kind: fc.constantFrom(...Object.keys(OBJECT_KINDS)),
    metadata: fc.record({
      name: fc.constantFrom('a', 'b'),
      labels: fc.anything(),
      finalizers: fc.anything(),
    }),
    spec: fc.anything(),
    status: fc.anything(),
  });
  return fc.oneof(nearly, made, fc.anything()).map((content) => ({ content }));
}

type Place = readonly (string | number)[];

function memberPlaces(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, member]) => memberPlaces(member, [...at, name]))];
}

function replaceAt(value: unknown, [name, ...rest]: Place, replacement: unknown): unknown {
  if (name === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === name ? replaceAt(item, rest, replacement) : item));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [name]: replaceAt(record[name], rest, replacement) };
}
