import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Resource, resolveMeshModels, resourceId } from '@mesh-workshop/appmesh';
import {
  convertManifests,
  type KubernetesDocument,
  resolveKubernetesResources,
} from '@mesh-workshop/appmesh-kubernetes';
import { type ProxyContext, translateVirtualGateway, translateVirtualNode } from '@mesh-workshop/envoy';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ROOT, trackedFiles } from '../repository.ts';

const MESH = 'hello';
const NODES = ['mesh.yaml', 'hello-node.yaml', 'hello-v1-node.yaml', 'hello-v2-node.yaml'];
const GATEWAY = read(['mesh/hello/gateway.yaml', 'mesh/hello/gateway-route.yaml']);
/** The namespace as the tutorial labels it. */
const NAMESPACES = [{ name: 'case-study', labels: { mesh: MESH } }];

/** Before the canary, while it runs, and after it: the files of the two forms. */
const STATES = [
  { state: 'at first', router: 'hello-router.yaml', service: 'hello-service.yaml' },
  { state: 'with the canary', router: 'canary/hello-router.yaml', service: 'canary/hello-service.yaml' },
  { state: 'promoted', router: 'promoted/hello-router.yaml', service: 'promoted/hello-service.yaml' },
];

describe.each(STATES)('the mesh $state', ({ router, service }) => {
  const today = read([...NODES, 'hello-service.yaml', router].map((file) => `mesh/hello/${file}`));
  const old = read([...NODES, service].map((file) => `mesh/hello/v1beta1/${file}`));
  const converted = documentsOf(
    convertManifests(old.map(({ text }, index) => ({ file: `${index}.yaml`, text }))).value,
  );

  test('has no problem', () => {
    expect(meshOf(documentsOf([...today, ...GATEWAY])).problems).toEqual([]);
  });

  test('is the same in v1beta1, read as it is and converted', () => {
    const { specs } = meshOf(documentsOf(today));
    expect(Object.keys(specs)).toHaveLength(7);
    expect(meshOf(documentsOf(old)).specs).toEqual(specs);
    expect(meshOf(converted).specs).toEqual(specs);
  });

  test.for(['forward-proxy', 'redirect'] as const)(
    'gives the same configuration to the same Envoys in both forms (%s)',
    (interception) => {
      const expected = envoysOf(documentsOf([...today, ...GATEWAY]), interception);
      expect(JSON.stringify(expected)).toContain('hello-v1-case-study');
      expect(envoysOf([...converted, ...documentsOf(GATEWAY)], interception)).toEqual(expected);
    },
  );
});

test.for(trackedFiles('mesh/hello/*.yaml'))('%s has one object, in namespace case-study', (path) => {
  const documents = parseAllDocuments(readFileSync(join(ROOT, path), 'utf8'));
  expect(documents).toHaveLength(1);
  const { kind, metadata } = parse(readFileSync(join(ROOT, path), 'utf8')) as {
    readonly kind: string;
    readonly metadata: { readonly namespace?: string };
  };
  expect(metadata.namespace).toBe(kind === 'Mesh' ? undefined : 'case-study');
});

test('the canary sends 10 percent to v2, and the other routes all to one', () => {
  const weights = STATES.map(({ router }) => {
    const { spec } = parse(readFileSync(join(ROOT, 'mesh/hello', router), 'utf8')) as {
      readonly spec: {
        readonly routes: readonly [
          {
            readonly httpRoute: {
              readonly action: {
                readonly weightedTargets: readonly {
                  readonly virtualNodeRef: { readonly name: string };
                  readonly weight: number;
                }[];
              };
            };
          },
        ];
      };
    };
    const { weightedTargets } = spec.routes[0].httpRoute.action;
    return Object.fromEntries(weightedTargets.map((target) => [target.virtualNodeRef.name, target.weight]));
  });
  expect(weights).toEqual([
    { 'hello-v1': 100 },
    { 'hello-v1': 90, 'hello-v2': 10 },
    { 'hello-v1': 0, 'hello-v2': 100 },
  ]);
});

function read(paths: readonly string[]): readonly { readonly text: string }[] {
  return paths.map((path) => ({ text: readFileSync(join(ROOT, path), 'utf8') }));
}

function documentsOf(files: readonly { readonly text: string }[]): readonly KubernetesDocument[] {
  return files.flatMap(({ text }) =>
    parseAllDocuments(text).map((document) => ({ content: document.toJS() })),
  );
}

function meshOf(documents: readonly KubernetesDocument[]) {
  const { value, problems } = resolveKubernetesResources(documents, NAMESPACES);
  const specs = Object.fromEntries(
    value.resources.map(({ key, resource }) => [resourceId(key), resource.spec]),
  );
  return { specs, problems };
}

/** What the Envoys of the three proxies of the tutorial get. */
function envoysOf(documents: readonly KubernetesDocument[], interception: 'forward-proxy' | 'redirect') {
  const metadata = {
    arn: '',
    uid: '',
    version: 1,
    createdAt: 0,
    lastUpdatedAt: 0,
    meshOwner: '',
    resourceOwner: '',
  };
  const { resources } = resolveKubernetesResources(documents, NAMESPACES).value;
  const model = resolveMeshModels(
    resources.map(
      ({ resource }): Resource => ({ ...resource, owner: { kind: 'api' }, metadata }) as Resource,
    ),
  ).value.get(MESH);
  if (model === undefined) throw new Error('there is no mesh');
  const endpoints = () => [{ address: '10.0.0.1', port: 9080 }];
  const bind = {
    address: '127.0.0.1',
    egressPort: 15_001,
    ingress: { '9080': { port: 15_000, appPort: 15_002 }, '8088': { port: 15_003, appPort: 15_004 } },
  };
  const context: ProxyContext = {
    interception,
    namespace: 'case-study',
    ...(interception === 'redirect' ? {} : { bind }),
  };
  return {
    v1: translateVirtualNode(model, 'hello-v1-case-study', endpoints, context),
    v2: translateVirtualNode(model, 'hello-v2-case-study', endpoints, context),
    gateway: translateVirtualGateway(model, 'hello-gateway_case-study', endpoints, context),
  };
}
