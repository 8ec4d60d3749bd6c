import { resourceId } from '@mesh-workshop/appmesh';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { resolveKubernetesResources } from '../resolve/resolve-kubernetes-resources.ts';
import { namespacesOf, parseYamlDocuments } from '../testing/yaml-documents.ts';
import { convertManifests, type Manifest } from './convert-manifests.ts';

const NODES = ['cart', 'stock', 'stock.west', 'a'];
const HOSTS = ['cart.shop.svc.cluster.local', 'cart.shop', 'stock.depot', 'api.example.com', 'cart'];
const NAMESPACES = ['shop', 'depot'];
const MESHES = ['blue', 'green'];

const portMapping = fc.record({
  port: fc.integer({ min: 1, max: 9 }),
  protocol: fc.constantFrom('http', 'http2'),
});
const listeners = fc.tuple(fc.record({ portMapping }));
const nodeName = fc.oneof(fc.constantFrom(...NODES), fc.constantFrom('cart.depot', 'stock.shop', 'nobody'));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const metadata = (name: fc.Arbitrary<string>) =>
  fc.record({ name, namespace: fc.constantFrom(...NAMESPACES) });
const object = (kind: string, name: fc.Arbitrary<string>, spec: fc.Arbitrary<object>) =>
  fc.record({
    apiVersion: fc.constant('appmesh.k8s.aws/v1beta1'),
    kind: fc.constant(kind),
    metadata: metadata(name),
    spec,
  });

const node = object(
  'VirtualNode',
  fc.constantFrom(...NODES),
  fc.record({
    meshName: fc.constantFrom(...MESHES),
    listeners,
    serviceDiscovery: fc.oneof(
      fc.constant({ dns: { hostName: 'x.shop' } }),
      fc.record({
        cloudMap: fc.record({
          namespaceName: fc.constant('local'),
          serviceName: fc.constant('x'),
          attributes: optional(
            fc.dictionary(fc.constantFrom('a', 'b.c', 'd/e'), fc.constantFrom('1', 'yes', '')),
          ),
        }),
      }),
    ),
    backends: optional(
      fc
        .uniqueArray(fc.constantFrom(...HOSTS, 'other.shop'), { maxLength: 3 })
        .map((names) => names.map((virtualServiceName) => ({ virtualService: { virtualServiceName } }))),
    ),
    logging: optional(fc.constant({ accessLog: { file: { path: '/dev/stdout' } } })),
  }),
);

const httpRoute = fc.record({
  match: fc.record({ prefix: fc.constantFrom('/', '/a'), method: optional(fc.constantFrom('GET', 'POST')) }),
  action: fc.record({
    weightedTargets: fc
      .uniqueArray(nodeName, { minLength: 1, maxLength: 3 })
      .map((names) => names.map((virtualNodeName, index) => ({ virtualNodeName, weight: index + 1 }))),
  }),
  retryPolicy: optional(
    fc.constant({ maxRetries: 2, perRetryTimeoutMillis: 250, httpRetryEvents: ['server-error'] }),
  ),
});
const route = fc.record({
  name: fc.constantFrom('all', 'one.two', 'Rest_1'),
  priority: optional(fc.integer({ min: 0, max: 9 })),
  http: httpRoute,
});

const service = object(
  'VirtualService',
  fc.constantFrom(...HOSTS),
  fc.record({
    meshName: fc.constantFrom(...MESHES),
    virtualRouter: optional(
      fc.record({ name: fc.constantFrom('r', 'R_1', 'r.west', ' '), listeners: optional(listeners) }),
    ),
    routes: optional(fc.uniqueArray(route, { selector: ({ name }) => name, maxLength: 3 })),
  }),
);

const meshes = MESHES.map((name) => ({
  apiVersion: 'appmesh.k8s.aws/v1beta1',
  kind: 'Mesh',
  metadata: { name },
}));
const place = ({ kind, metadata }: { kind: string; metadata: { namespace: string; name: string } }) =>
  `${kind}/${metadata.namespace}/${metadata.name}`;

/** Whole meshes, one document after the other, spread over two files. */
const manifests = fc
  .tuple(fc.uniqueArray(fc.oneof(node, service), { selector: place, maxLength: 8 }), fc.nat(), fc.boolean())
  .map(([objects, cut, flow]): readonly Manifest[] => {
    const texts = [...meshes, ...objects].map((content) => {
      return stringify(JSON.parse(JSON.stringify(content)), flow ? { collectionStyle: 'flow' } : {});
    });
    const middle = cut % (texts.length + 1);
    return [texts.slice(0, middle), texts.slice(middle)].map((part, index) => ({
      file: `${index}.yaml`,
      text: part.join('---\n'),
    }));
  });

function meshOf(files: readonly Manifest[]) {
  const documents = files.flatMap(({ file, text }) => parseYamlDocuments(text, file));
  const { resources } = resolveKubernetesResources(documents, namespacesOf(documents)).value;
  return Object.fromEntries(resources.map(({ key, resource }) => [resourceId(key), resource.spec]));
}

test('whatever is converted defines the mesh that it defined before, and is not changed again', {
  timeout: 180_000,
}, () => {
  let converted = 0;
  let resources = 0;
  fc.assert(
    fc.property(manifests, (files) => {
      const { value, problems } = convertManifests(files);
      fc.pre(problems.every(({ severity }) => severity !== 'error'));
      converted += 1;
      const before = meshOf(files);
      resources += Object.keys(before).length;
      expect(meshOf(value)).toEqual(before);
      expect(convertManifests(value).value.map(({ text }) => text)).toEqual(value.map(({ text }) => text));
    }),
    { numRuns: 60 },
  );
  // So that it cannot become a test of nothing.
  expect(converted).toBeGreaterThan(20);
  expect(resources).toBeGreaterThan(100);
});
