import { isJsonObject } from '@mesh-workshop/json';

/** A member of the document that is rewritten. */
export interface Member {
  readonly name: string;
  readonly value: unknown;
  /** Path of the member in the document. */
  readonly path: string;
  /** Name of the member whose content it is in; of a list's items the list's. */
  readonly parent: string;
}

/** What a member becomes: another name, another value; without a value its old one, rewritten too. */
export interface Replacement {
  readonly name: string;
  readonly value?: unknown;
}

/** Where a value is, before and after. */
interface Place {
  readonly from: string;
  readonly to: string;
  readonly parent: string;
}

/**
 * A copy of a JSON value in which `replace` gave members other names and values (`undefined`: as it is, `'drop'`: not at all).
 * Nulls are left out, as Kubernetes reads them. Notes every changed path in `renames`, from new to old.
 */
export function rewriteMembers(
  value: unknown,
  { from, to = from }: { readonly from: string; readonly to?: string },
  replace: (member: Member) => Replacement | 'drop' | undefined,
  renames: Map<string, string>,
): unknown {
  return rewrite(value, { from, to, parent: '' });

  function rewrite(input: unknown, { from, to, parent }: Place): unknown {
    if (Array.isArray(input)) {
      return input.map((item, index) =>
        rewrite(item, { from: `${from}[${index}]`, to: `${to}[${index}]`, parent }),
      );
    }
    if (!isJsonObject(input)) return input;
    const members: [string, unknown][] = [];
    for (const [name, content] of Object.entries(input)) {
      if (content === null || content === undefined) continue;
      const path = `${from}.${name}`;
      const replacement = replace({ name, value: content, path, parent }) ?? { name };
      if (replacement === 'drop') continue;
      const target = `${to}.${replacement.name}`;
      if (replacement.name !== name) renames.set(target, path);
      const place = { from: path, to: target, parent: name };
      members.push([replacement.name, 'value' in replacement ? replacement.value : rewrite(content, place)]);
    }
    return Object.fromEntries(members);
  }
}
