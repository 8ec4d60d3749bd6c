import { isJsonObject } from '@mesh-workshop/json';
import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { childOf } from '../document/locate-member.ts';
import type { Renames } from '../document/member-path.ts';
import type { ConvertedObject } from './convert-documents.ts';

/** An item of a document (the document itself, if it is no list), and the objects in its place; none if it stays. */
interface RewrittenItem {
  readonly node: unknown;
  readonly objects: readonly ConvertedObject[] | undefined;
}

/**
 * The text of a YAML document with objects in the place of its items, in the style of the text that it had: comments, blank lines, quotes,
 * indentation.
 */
export function rewriteDocument(
  document: Document,
  items: readonly RewrittenItem[],
  { isList, like }: { readonly isList: boolean; readonly like: string },
): string {
  const nodes = items.flatMap(({ node, objects }): readonly unknown[] => {
    return objects === undefined ? [node] : rewriteItem(document, node, objects);
  });
  const style = {
    lineWidth: 0,
    indent: /^( +)[^\s#-]/m.exec(like)?.[1]?.length ?? 2,
    indentSeq: !/^( *)[^\s#][^\n]*:[^\S\n]*\n(?:\1#[^\n]*\n)*\1- /m.test(like),
    flowCollectionPadding: !/\{[^\s}]/.test(like),
  };
  if (isList) {
    const list = childOf(document.contents, 'items', document)?.node;
    if (isSeq(list)) list.items = nodes;
    return document.toString(style);
  }
  const [first, ...others] = nodes;
  document.contents = first as Document['contents'];
  const texts = others.map((node) => {
    const other = new Document();
    other.contents = node as typeof other.contents;
    return `---\n${other.toString(style)}`;
  });
  return [document.toString(style), ...texts].join('');
}

/** The nodes of the objects that take an item's place, with all the comments that the item had. */
function rewriteItem(
  document: Document,
  item: unknown,
  objects: readonly ConvertedObject[],
): readonly Node[] {
  /** What became of the nodes of the item, so that each comment is taken along once. */
  const successors = new Map<unknown, Node>();
  const nodes = objects.map(({ content, renames }) => {
    return build({ value: content, path: '', old: item }, { document, item, renames, successors });
  });
  keepComments(item, successors, nodes[0]);
  return nodes;
}

interface Building {
  readonly document: Document;
  readonly item: unknown;
  readonly renames: Renames;
  readonly successors: Map<unknown, Node>;
}

function build(
  { value, path, old }: { readonly value: unknown; readonly path: string; readonly old: unknown },
  context: Building,
): Node {
  const made = isAlias(old) ? old.resolve(context.document) : old;
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    list.items = value.map((item, index) => {
      const at = `${path}[${index}]`;
      return build({ value: item, path: at, old: oldNode(at, String(index), made, context)?.value }, context);
    });
    if (isSeq(made)) list.flow = made.flow ?? false;
    return succeed(old, list, context);
  }
  if (isJsonObject(value)) {
    const map = new YAMLMap();
    map.items = Object.entries(value).map(([name, content]) => {
      const at = path === '' ? name : `${path}.${name}`;
      const found = oldNode(at, name, made, context);
      const key = succeed(found?.key, new Scalar(name), context);
      return new Pair(key, build({ value: content, path: at, old: found?.value }, context));
    });
    if (isMap(made)) map.flow = made.flow ?? false;
    return succeed(old, map, context);
  }
  const scalar = new Scalar(value);
  if (isScalar(made) && typeof made.value === typeof value) {
    if (made.type !== undefined) scalar.type = made.type;
    if (made.value === value && made.format !== undefined) scalar.format = made.format;
  }
  return succeed(old, scalar, context);
}

/** The key and the content that a member was made of. */
function oldNode(path: string, name: string, parent: unknown, { document, item, renames }: Building) {
  const renamed = renames.get(path);
  if (renamed === undefined) return pairOf(parent, name, document);
  const segments = renamed.split(/[.[\]]+/).filter((segment) => segment !== '');
  const last = segments.pop() ?? '';
  let around = item;
  for (const segment of segments) around = childOf(around, segment, document)?.node;
  return pairOf(around, last, document);
}

function pairOf(parent: unknown, name: string, document: Document) {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(node)) return node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  return { key: undefined, value: childOf(node, name, document)?.node };
}

/** Gives a new node the comments of the old one, unless another new one has them. */
function succeed<N extends Node>(old: unknown, node: N, { successors }: Building): N {
  if (old === undefined || old === null || successors.has(old)) return node;
  const { comment, commentBefore, spaceBefore } = old as Node;
  successors.set(old, node);
  if (spaceBefore) node.spaceBefore = true;
  if (commentBefore) node.commentBefore = commentBefore;
  if (!comment) return node;
  // What stood behind a single value goes behind the first value of what it became.
  const leaf = isScalar(old) ? firstScalar(node) : node;
  leaf.comment = comment;
  return node;
}

function firstScalar(node: Node): Node {
  if (isMap(node) && node.items[0]?.value) return firstScalar(node.items[0].value as Node);
  if (isSeq(node) && node.items[0]) return firstScalar(node.items[0] as Node);
  return node;
}

/** Comments of members that are no more move to the nearest member around them that is still there. */
function keepComments(item: unknown, successors: ReadonlyMap<unknown, Node>, root: Node | undefined): void {
  if (!item) return;
  visit(item as Node, {
    Node: (_key, node, ancestors) => {
      if (successors.has(node)) return;
      const comments = [node.commentBefore, node.comment].filter((text) => typeof text === 'string');
      if (comments.length === 0) return;
      const keys = [...ancestors].reverse().flatMap((around) => ('key' in around ? [around.key] : []));
      const target = keys.map((key) => successors.get(key)).find((key) => key !== undefined) ?? root;
      if (target === undefined) return;
      target.commentBefore = [target.commentBefore, ...comments].filter(Boolean).join('\n');
    },
  });
}
