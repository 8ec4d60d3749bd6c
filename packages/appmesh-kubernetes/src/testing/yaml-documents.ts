import { LineCounter, parseAllDocuments } from 'yaml';
import type { KubernetesDocument, KubernetesNamespace } from '../document/kubernetes-document.ts';
import { lineOfMember } from '../document/locate-member.ts';

/** The documents of a YAML text, with the lines of their members: what a reader of files does at the edge. */
export function parseYamlDocuments(text: string, file: string): readonly KubernetesDocument[] {
  const lines = new LineCounter();
  return [...parseAllDocuments(text, { lineCounter: lines })].map((document) => ({
    content: document.toJS(),
    source: { file, lineOf: (path) => lineOfMember(document.contents, path, document, lines) },
  }));
}

/** The namespaces among documents. */
export function namespacesOf(documents: readonly KubernetesDocument[]): readonly KubernetesNamespace[] {
  return documents.flatMap(({ content }) => {
    const { kind, metadata } = content as {
      kind: string;
      metadata: { name: string; labels?: Record<string, string> };
    };
    return kind === 'Namespace' ? [{ name: metadata.name, labels: metadata.labels ?? {} }] : [];
  });
}
