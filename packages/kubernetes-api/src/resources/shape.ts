import { isJsonObject } from '@mesh-workshop/json';

/** What a value may be. `int-or-string` is what ports and percentages are, `quantity` what cpu and memory are. */
export type Shape =
  | 'any'
  | 'string'
  | 'integer'
  | 'boolean'
  | 'int-or-string'
  | 'quantity'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly members: Readonly<Record<string, Shape>> };

/** What does not fit: wrong types as sentences, unknown members as paths. */
export interface ShapeFindings {
  readonly wrongTypes: readonly string[];
  readonly unknownMembers: readonly string[];
}

const SCALARS: Readonly<Record<string, { fits(value: unknown): boolean; readonly name: string }>> = {
  any: { fits: () => true, name: 'anything' },
  string: { fits: (value) => typeof value === 'string', name: 'a text (put it in quotes)' },
  integer: { fits: Number.isSafeInteger, name: 'a whole number' },
  boolean: { fits: (value) => typeof value === 'boolean', name: 'true or false' },
  'int-or-string': {
    fits: (value) => typeof value === 'string' || Number.isSafeInteger(value),
    name: 'a whole number or a text',
  },
  quantity: {
    fits: (value) => typeof value === 'string' || typeof value === 'number',
    name: 'a quantity such as 100m or 128Mi',
  },
};

function check(value: unknown, shape: Shape, path: string, wrong: string[], unknown: string[]): void {
  if (value === null || value === undefined) return;
  if (typeof shape === 'string') {
    const scalar = SCALARS[shape];
    if (scalar?.fits(value) === false) {
      wrong.push(`${path}: must be ${scalar.name}, got ${JSON.stringify(value)}`);
    }
    return;
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) {
      wrong.push(`${path}: must be a list, got ${JSON.stringify(value)}`);
      return;
    }
    for (const [index, item] of value.entries()) check(item, shape.list, `${path}[${index}]`, wrong, unknown);
    return;
  }
  if (!isJsonObject(value)) {
    wrong.push(`${path}: must be an object, got ${JSON.stringify(value)}`);
    return;
  }
  for (const [member, item] of Object.entries(value)) {
    const memberPath = path === '' ? member : `${path}.${member}`;
    const memberShape =
      'map' in shape ? shape.map : Object.hasOwn(shape.members, member) ? shape.members[member] : undefined;
    if (memberShape === undefined) unknown.push(memberPath);
    else check(item, memberShape, memberPath, wrong, unknown);
  }
}

/** Compares a value with a shape; null counts as absent. */
export function checkShape(value: unknown, shape: Shape): ShapeFindings {
  const wrongTypes: string[] = [];
  const unknownMembers: string[] = [];
  check(value, shape, '', wrongTypes, unknownMembers);
  return { wrongTypes, unknownMembers };
}

/** The value without null members, as Kubernetes decodes its typed objects. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([member, item]) => [member, withoutNulls(item)]),
  );
}

/** The value without the members its shape does not know: Kubernetes does not store them either. */
export function withoutUnknownMembers(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'string' || value === null || value === undefined) return value;
  if ('list' in shape) {
    return Array.isArray(value) ? value.map((item) => withoutUnknownMembers(item, shape.list)) : value;
  }
  if (!isJsonObject(value)) return value;
  if ('map' in shape) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([member, item]) => {
      const memberShape = Object.hasOwn(shape.members, member) ? shape.members[member] : undefined;
      return memberShape === undefined ? [] : [[member, withoutUnknownMembers(item, memberShape)]];
    }),
  );
}
