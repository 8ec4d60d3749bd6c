import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';

/** A member in a YAML document. */
export interface YamlMember {
  /** Its content. */
  readonly node: unknown;
  /** Where it begins in the text: at its key, if it has one. */
  readonly start: number | undefined;
}

/** The member of a map or the item of a list; undefined for one that is not there. Aliases are followed. */
export function childOf(parent: unknown, segment: string, document: Document): YamlMember | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) {
    const item = node.items[Number(segment)];
    return item === undefined ? undefined : { node: item, start: startOf(item) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
  return pair && { node: pair.value, start: startOf(pair.key) };
}

/** The line (from 1) of the member at a path such as `spec.listeners[0].portMapping`, below `root`; undefined for one that is not there. */
export function lineOfMember(
  root: unknown,
  path: string,
  document: Document,
  lines: LineCounter,
): number | undefined {
  let found: YamlMember | undefined = { node: root, start: startOf(root) };
  for (const segment of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    found = childOf(found.node, segment, document);
    if (!found) return undefined;
  }
  return found.start === undefined ? undefined : lines.linePos(found.start).line;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
