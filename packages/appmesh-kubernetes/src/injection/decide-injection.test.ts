import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveKubernetesResources } from '../resolve/resolve-kubernetes-resources.ts';
import { documentOf, SHOP, sampleDocuments } from '../testing/sample-documents.ts';
import { decideInjection } from './decide-injection.ts';
import { readInjectionPod } from './injection-pod.ts';
import { injectionTargets } from './injection-targets.ts';

const SWITCH = 'appmesh.k8s.aws/sidecarInjectorWebhook';
const MESH = 'appmesh.k8s.aws/mesh';
const NODE = 'appmesh.k8s.aws/virtualNode';
const ENABLED = { ...SHOP, labels: { ...SHOP.labels, [SWITCH]: 'enabled' } };
const DISABLED = { ...SHOP, labels: { ...SHOP.labels, [SWITCH]: 'disabled' } };

interface Case {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly containers?: readonly string[];
  readonly namespace?: typeof SHOP;
  readonly documents?: ReturnType<typeof sampleDocuments>;
  readonly apiMeshes?: readonly string[];
}

describe('a pod gets', () => {
  const cart = { app: 'cart' };
  test.each<[string, Case, unknown]>([
    [
      'the sidecar of the node that selects it',
      { labels: cart },
      { kind: 'virtualNode', nodeId: 'mesh/shop/virtualNode/cart_shop', by: 'podSelector' },
    ],
    [
      'the identity of the gateway that selects it',
      { labels: { app: 'gateway' }, containers: ['envoy'] },
      { kind: 'virtualGateway', nodeId: 'mesh/shop/virtualGateway/public_shop' },
    ],
    [
      'nothing in a namespace without the label',
      { labels: cart, namespace: SHOP },
      { kind: 'none', reason: `namespace shop does not have the label ${SWITCH}=enabled` },
    ],
    ['nothing in a namespace that disables it', { labels: cart, namespace: DISABLED }, { kind: 'none' }],
    [
      'a sidecar where its annotation overrides the namespace',
      { labels: cart, annotations: { [SWITCH]: 'enabled' }, namespace: DISABLED },
      { kind: 'virtualNode', name: 'cart_shop' },
    ],
    [
      'nothing where its annotation overrides the namespace',
      { labels: cart, annotations: { [SWITCH]: 'Disabled' } },
      { kind: 'none', reason: `its annotation ${SWITCH} is disabled` },
    ],
    [
      'nothing when it has an Envoy of its own',
      { labels: cart, containers: ['app', 'envoy'] },
      { kind: 'none', reason: 'it already has a container named envoy' },
    ],
    [
      'the node that its annotations name, whatever else selects it',
      { labels: cart, annotations: { [MESH]: 'demomesh', [NODE]: 'product-vn' } },
      { kind: 'virtualNode', nodeId: 'mesh/demomesh/virtualNode/product-vn', by: 'annotation' },
    ],
    [
      'the node that its annotations name, without any label on the namespace',
      { annotations: { [MESH]: 'demomesh', [NODE]: 'product-vn' }, namespace: SHOP },
      { kind: 'virtualNode', meshName: 'demomesh' },
    ],
    [
      'nothing when it names a node and is disabled',
      { annotations: { [MESH]: 'm', [NODE]: 'n', [SWITCH]: 'disabled' } },
      { kind: 'none' },
    ],
    [
      'the mesh of its namespace if it names only a node',
      { annotations: { [NODE]: 'product-vn' }, apiMeshes: ['demomesh'] },
      { meshName: 'shop' },
    ],
    [
      'the only mesh if it names only a node',
      { annotations: { [NODE]: 'product-vn' }, documents: [], apiMeshes: ['demomesh'] },
      { meshName: 'demomesh' },
    ],
    [
      'the sidecar of a node that is broken, to wait with',
      {
        labels: { app: 'b' },
        documents: [
          ...sampleDocuments(),
          documentOf('VirtualNode', 'b', { podSelector: { matchLabels: { app: 'b' } }, listeners: 1 }),
        ],
      },
      { nodeId: 'mesh/shop/virtualNode/b_shop' },
    ],
  ])('%s', (_, input, expected) => {
    const { value, problems } = decide(input);
    expect(problems).toEqual([]);
    expect(value).toMatchObject(expected as object);
  });
});

describe('a pod is refused', () => {
  const cart = { app: 'cart' };
  const twin = documentOf('VirtualNode', 'twin', {
    podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
  });
  const lost = documentOf('VirtualNode', 'lost', { podSelector: {}, meshRef: { name: 'gone' } });
  test.each<[string, Case, string]>([
    [
      'when nothing selects it',
      { labels: { app: 'other' } },
      'metadata.labels match no VirtualNode or VirtualGateway of namespace shop, where a sidecar is wanted: cart selects app=cart; public selects app=gateway. Label the pod, or give it the annotation appmesh.k8s.aws/sidecarInjectorWebhook: disabled.',
    ],
    [
      'when there is nothing that could select it',
      { documents: [] },
      'metadata.labels match no VirtualNode or VirtualGateway of namespace shop, where a sidecar is wanted: there is none. Label the pod, or give it the annotation appmesh.k8s.aws/sidecarInjectorWebhook: disabled.',
    ],
    [
      'when two nodes select it',
      { labels: cart, documents: [...sampleDocuments(), twin] },
      'metadata.labels match VirtualNode cart and VirtualNode twin of namespace shop, but a pod can belong to one only. Change their spec.podSelector, or the labels of the pod, so that only one selects it.',
    ],
    [
      'when a node and a gateway select it',
      { labels: { app: 'gateway' }, containers: ['envoy'], documents: [...sampleDocuments(), twin] },
      'metadata.labels match VirtualGateway public and VirtualNode twin of namespace shop, but a pod can belong to one only. Change their spec.podSelector, or the labels of the pod, so that only one selects it.',
    ],
    [
      'when its node belongs to no mesh',
      { labels: cart, documents: [lost] },
      'metadata.labels match VirtualNode lost, which belongs to no mesh; label namespace shop as the namespaceSelector of a Mesh asks for.',
    ],
    [
      'when it is a gateway without an Envoy',
      { labels: { app: 'gateway' }, containers: ['app'] },
      'spec.containers has no container named "envoy", but the pod belongs to virtual gateway public_shop, whose pods bring their Envoy themselves; name its container envoy.',
    ],
    [
      'when it names a mesh but no node',
      { labels: cart, annotations: { [MESH]: 'shop' } },
      `metadata.annotations.${MESH} names mesh "shop", but no virtual node is named; add ${NODE}, or take this annotation away and let the podSelector of a VirtualNode choose.`,
    ],
    [
      'when it names a node and there are several meshes',
      { annotations: { [NODE]: 'n' }, documents: [], apiMeshes: ['a', 'b'] },
      `metadata.annotations.${NODE} names virtual node "n", but not its mesh; add ${MESH}. Meshes: a, b.`,
    ],
    [
      'when it names a node that cannot be',
      { annotations: { [MESH]: 'm', [NODE]: 'a/b' } },
      `metadata.annotations.${NODE} is "a/b": VirtualNodeName must match ^[a-zA-Z0-9\\-_]+$.`,
    ],
    [
      'when its switch has another value',
      { annotations: { [SWITCH]: 'yes' } },
      `metadata.annotations.${SWITCH} is "yes"; allowed: enabled, disabled.`,
    ],
  ])('%s', (_, input, message) => {
    const { value, problems } = decide(input);
    expect(value).toBeUndefined();
    expect(problems.map((problem) => [problem.severity, problem.message])).toEqual([['error', message]]);
  });
});

test('a pod of a Deployment belongs to the node of v1beta1 that has its name', () => {
  const documents = ['Mesh', 'VirtualNode'].map((kind) => {
    const { content } = documentOf(kind, 'hello-v1', kind === 'Mesh' ? {} : { meshName: 'hello-v1' });
    return { content: { ...(content as object), apiVersion: 'appmesh.k8s.aws/v1beta1' } };
  });
  const { virtualNodes, virtualGateways, meshes } = injectionTargets(
    resolveKubernetesResources(documents, [SHOP]).value,
  );
  const decisions = ['hello-v1-5d4f8c', 'hello-5d4f8c'].map((name) => {
    const metadata = {
      namespace: 'shop',
      labels: { 'pod-template-hash': '5d4f8c' },
      ownerReferences: [{ kind: 'ReplicaSet', name, controller: true }],
    };
    return decideInjection(readInjectionPod({ metadata }), ENABLED, virtualNodes, virtualGateways, meshes);
  });
  expect(decisions[0]?.value).toMatchObject({
    nodeId: 'mesh/hello-v1/virtualNode/hello-v1-shop',
    by: 'deployment',
  });
  expect(decisions[1]?.problems[0]?.message).toContain(
    'hello-v1 selects only Deployment hello-v1 (it has no spec.podSelector)',
  );
});

test('a namespace label with another value is a warning, and switches nothing on', () => {
  const namespace = { ...SHOP, labels: { [SWITCH]: 'true' } };
  const { value, problems } = decide({ labels: { app: 'cart' }, namespace });
  expect(value?.kind).toBe('none');
  expect(problems).toMatchObject([{ severity: 'warning', code: 'value-not-allowed' }]);
});

test('nothing throws, whatever a pod is', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (metadata, spec) => {
      const { virtualNodes, virtualGateways, meshes } = injectionTargets(
        resolveKubernetesResources(sampleDocuments(), [SHOP]).value,
      );
      const pod = readInjectionPod({ metadata, spec }, 'shop');
      const { value, problems } = decideInjection(pod, ENABLED, virtualNodes, virtualGateways, meshes);
      expect(value !== undefined || problems.length > 0).toBe(true);
    }),
  );
});

function decide({
  labels = {},
  annotations = {},
  containers = ['app'],
  namespace = ENABLED,
  documents = sampleDocuments(),
  apiMeshes = [],
}: Case) {
  const { value } = resolveKubernetesResources(documents, [SHOP]);
  const { virtualNodes, virtualGateways, meshes } = injectionTargets(value, apiMeshes);
  const content = {
    metadata: { name: 'pod', namespace: 'shop', labels, annotations },
    spec: { containers: containers.map((name) => ({ name })) },
  };
  return decideInjection(readInjectionPod(content), namespace, virtualNodes, virtualGateways, meshes);
}
