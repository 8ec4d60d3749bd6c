import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { KubernetesDocument, KubernetesNamespace } from '../document/kubernetes-document.ts';

/** The documents of a YAML text, with the lines of their members: what a reader of files does at the edge. */
export function parseYamlDocuments(text: string, file: string): readonly KubernetesDocument[] {
  const lines = new LineCounter();
  return [...parseAllDocuments(text, { lineCounter: lines })].map((document) => ({
    content: document.toJS(),
    source: { file, lineOf: (path) => lineOfMember(document.contents, path, lines) },
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

function lineOfMember(node: unknown, path: string, lines: LineCounter, at?: Node): number | undefined {
  const place = at ?? (node as Node | null);
  if (path === '') return place?.range ? lines.linePos(place.range[0]).line : undefined;
  if (isSeq(node)) {
    const [whole, index, rest] = /^\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    const item = whole === undefined ? undefined : (node.items[Number(index)] as Node | undefined);
    return item && lineOfMember(item, rest ?? '', lines);
  }
  if (!isMap(node)) return undefined;
  for (const { key, value } of node.items) {
    if (!isScalar(key) || !path.startsWith(String(key.value))) continue;
    const rest = path.slice(String(key.value).length);
    if (rest === '' || rest.startsWith('.') || rest.startsWith('[')) {
      return lineOfMember(value, rest.replace(/^\./, ''), lines, key);
    }
  }
  return undefined;
}
