import type { Problem, Result } from '@mesh-workshop/appmesh';
import { isJsonObject, isTooDeepYaml } from '@mesh-workshop/json';
import { type Document, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { recordOf } from '../document/json-record.ts';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import { childOf, lineOfMember } from '../document/locate-member.ts';
import { type ConvertedObject, convertDocuments } from './convert-documents.ts';
import { rewriteDocument } from './rewrite-document.ts';

/** A file of YAML or JSON documents. */
export interface Manifest {
  /** As the user knows it. */
  readonly file: string;
  readonly text: string;
}

/** A file after the conversion. */
export interface ConvertedManifest extends Manifest {
  /** How many documents of v1beta1 it had; with none its text is what it was. */
  readonly converted: number;
}

/** One document of a file: where its text is, and what is in it. */
interface ManifestDocument {
  readonly yaml: Document;
  readonly text: string;
  readonly items: readonly { readonly document: KubernetesDocument; readonly node: unknown }[];
  readonly isList: boolean;
}

/**
 * Manifests of v1beta1 as manifests of v1beta2. Files belong together: a mesh in one knows the namespaces of the nodes in another. Comments
 * stay with their members, or move to the nearest one that is still there. Documents of v1beta2 and of others keep their very text,
 * so that a second conversion changes nothing. After an error nothing of the value is to be used.
 */
export function convertManifests(manifests: readonly Manifest[]): Result<readonly ConvertedManifest[]> {
  const read = manifests.map((manifest) => readManifest(manifest));
  const all = read.flatMap(({ value }) => value.flatMap(({ items }) => items));
  const { value, problems } = convertDocuments(all.map(({ document }) => document));
  const objectsOf = new Map(all.map(({ document }, index) => [document, value[index]]));
  return {
    value: manifests.map((manifest, index) => writeManifest(manifest, read[index]?.value ?? [], objectsOf)),
    problems: [...read.flatMap((result) => result.problems), ...problems],
  };
}

function readManifest({ file, text }: Manifest): Result<readonly ManifestDocument[]> {
  const unreadable = (reason: string, line?: number): Problem => ({
    severity: 'error',
    code: 'wrong-type',
    path: '',
    message: `not valid YAML: ${reason.replace(/\.$/, '')}.`,
    file,
    ...(line === undefined ? {} : { line }),
  });
  if (isTooDeepYaml(text)) return { value: [], problems: [unreadable('it is nested too deep')] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, merge: true, logLevel: 'error' });
  const documents: readonly Document[] = 'empty' in parsed ? [] : parsed;
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0) {
    const problems = errors.map(({ message, pos: [start] }) => {
      // The parser adds the place, and an excerpt over several lines.
      const [reason = ''] = message.split(/ at line |\n/);
      return unreadable(reason, lines.linePos(start).line);
    });
    return { value: [], problems };
  }
  try {
    const value = documents.map((yaml, index) => {
      // What stands between two documents belongs to the second one.
      const start = documents[index - 1]?.range?.[2] ?? 0;
      const end = index === documents.length - 1 ? undefined : yaml.range?.[2];
      return { yaml, text: text.slice(start, end), ...itemsOf(file, yaml, lines) };
    });
    return { value, problems: [] };
  } catch (error) {
    // Aliases that multiply, for one.
    return { value: [], problems: [unreadable(error instanceof Error ? error.message : String(error))] };
  }
}

function itemsOf(
  file: string,
  yaml: Document,
  lines: LineCounter,
): Pick<ManifestDocument, 'items' | 'isList'> {
  const content: unknown = yaml.toJS();
  const itemOf = (item: unknown, node: unknown) => ({
    document: {
      content: item,
      source: { file, lineOf: (path: string) => lineOfMember(node, path, yaml, lines) },
    },
    node,
  });
  const list = isJsonObject(content) && content.kind === 'List' ? content.items : undefined;
  const nodes = childOf(yaml.contents, 'items', yaml)?.node;
  if (!Array.isArray(list) || !isSeq(nodes))
    return { items: [itemOf(content, yaml.contents)], isList: false };
  return { items: list.map((item, index) => itemOf(item, nodes.items[index])), isList: true };
}

function writeManifest(
  { file, text }: Manifest,
  documents: readonly ManifestDocument[],
  objectsOf: ReadonlyMap<KubernetesDocument, readonly ConvertedObject[] | undefined>,
): ConvertedManifest {
  const isConverted = ({ document }: ManifestDocument['items'][number]) =>
    objectsOf.get(document) !== undefined;
  const converted = documents.flatMap(({ items }) => items.filter(isConverted)).length;
  if (converted === 0) return { file, text, converted };
  if (isJson(text)) return { file, text: writeJson(text, documents, objectsOf), converted };
  const parts = documents.map((document) => {
    if (!document.items.some(isConverted)) return document.text;
    const items = document.items.map((item) => ({ node: item.node, objects: objectsOf.get(item.document) }));
    const rewritten = rewriteDocument(document.yaml, items, { isList: document.isList, like: document.text });
    return text.includes('\r\n') ? rewritten.replaceAll('\n', '\r\n') : rewritten;
  });
  const joined = parts.reduce((before, part) => {
    return before === '' || before.endsWith('\n') ? before + part : `${before}\n${part}`;
  }, '');
  return { file, text: joined, converted };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON has no documents one after the other: what becomes two objects becomes a list. */
function writeJson(
  text: string,
  documents: readonly ManifestDocument[],
  objectsOf: ReadonlyMap<KubernetesDocument, readonly ConvertedObject[] | undefined>,
): string {
  const objects = documents.flatMap(({ items }) =>
    items.flatMap(
      ({ document }) => objectsOf.get(document)?.map(({ content }) => content) ?? [document.content],
    ),
  );
  const { kind, ...list } = recordOf(JSON.parse(text));
  const content =
    kind === 'List'
      ? { ...list, kind, items: objects }
      : objects.length === 1
        ? objects[0]
        : { apiVersion: 'v1', kind: 'List', items: objects };
  const [, indent = ''] = /\n( +)\S/.exec(text) ?? [];
  return `${JSON.stringify(content, null, indent)}\n`;
}
