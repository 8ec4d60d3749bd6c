import { canonicalJson } from '@mesh-workshop/json';
import { recordOf, textOf } from './json-record.ts';
import type { KubernetesDocument } from './kubernetes-document.ts';

/**
 * The documents in an order that does not depend on how they came: by kind, namespace, name, newest API version, oldest object, file.
 * Where two of them claim the same thing, the first one has it.
 */
export function orderDocuments(documents: readonly KubernetesDocument[]): readonly KubernetesDocument[] {
  const keyed = documents.map((document) => ({ document, key: sortKey(document) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ document }) => document);
}

function sortKey({ content, source }: KubernetesDocument): string {
  const { apiVersion, kind, metadata } = recordOf(content);
  const { namespace, name, creationTimestamp } = recordOf(metadata);
  const newest = textOf(apiVersion)?.endsWith('/v1beta2') ? 0 : 1;
  const line = String(source?.lineOf('') ?? 0).padStart(8, '0');
  const parts = [kind, namespace, name, newest, creationTimestamp, source?.file, line].map(
    (part) => textOf(part) ?? part,
  );
  return canonicalJson([...parts, content]);
}
