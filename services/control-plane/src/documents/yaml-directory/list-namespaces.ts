import type { KubernetesDocument, KubernetesNamespace } from '@mesh-workshop/appmesh-kubernetes';

interface AnyContent {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly labels?: unknown } | null;
}

/** The namespaces that documents describe. Others exist all the same, without labels of their own. */
export function listNamespaces(documents: readonly KubernetesDocument[]): readonly KubernetesNamespace[] {
  return documents.flatMap(({ content }) => {
    const { apiVersion, kind, metadata } = (content ?? {}) as AnyContent;
    if (apiVersion !== 'v1' || kind !== 'Namespace' || typeof metadata?.name !== 'string') return [];
    return [{ name: metadata.name, labels: (metadata.labels ?? {}) as KubernetesNamespace['labels'] }];
  });
}
