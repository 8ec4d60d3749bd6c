import fc from 'fast-check';
import { OPERATIONS } from '../api/operations.ts';
import { KINDS, MESH_ARN } from '../conformance/kinds.ts';

/** A request as it goes over the wire. */
export interface ArbitraryRequest {
  readonly method: string;
  /** With the query, behind the address. */
  readonly path: string;
  readonly body?: string | Uint8Array;
}

/** Few names, so that requests meet. Some are right for every kind, one is for none. */
const name = fc.oneof(
  {
    arbitrary: fc.constantFrom('a', 'b', 'node', 'router', 'gateway', 'service.shop', '__proto__'),
    weight: 8,
  },
  { arbitrary: fc.constant('shop'), weight: 8 },
  { arbitrary: fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }), weight: 1 },
);
const query = fc.oneof(
  { arbitrary: fc.constant(''), weight: 6 },
  {
    arbitrary: fc.constantFrom(
      '?limit=1',
      '?limit=0',
      '?nextToken=x',
      '?meshOwner=1',
      `?resourceArn=${MESH_ARN}`,
    ),
    weight: 3,
  },
  { arbitrary: fc.webQueryParameters().map((it) => `?${it}`), weight: 1 },
);

/** A document that is right, with some of it replaced, removed or added. */
function nearly(document: unknown): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.infiniteStream(fc.nat(12)), fc.infiniteStream(fc.jsonValue({ maxDepth: 2 })))
    .map(([dice, values]) => mutate(document, dice, values));
}

function mutate(value: unknown, dice: Iterator<number>, values: Iterator<unknown>): unknown {
  if (dice.next().value === 0) return values.next().value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mutate(item, dice, values));
    return dice.next().value === 0 ? [...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(() => dice.next().value !== 0);
  const mutated = Object.fromEntries(members.map(([member, it]) => [member, mutate(it, dice, values)]));
  return dice.next().value === 0 ? { ...mutated, bogus: values.next().value } : mutated;
}

const spec = fc.constantFrom(...Object.values(KINDS).flatMap((kind) => [kind.spec, kind.otherSpec]));
const tags = fc.array(fc.record({ key: fc.constantFrom('a', 'b', '__proto__'), value: fc.string() }), {
  maxLength: 3,
});
const clientToken = fc.option(fc.constantFrom('one', 'two'), { nil: undefined, freq: 2 });
const names = Object.values(KINDS).map(({ nameMember }) => nameMember);

const document = fc
  .record({ nameMember: fc.constantFrom(...names), name, spec, tags, clientToken })
  .map(({ nameMember, name: given, ...rest }) => ({ ...rest, [nameMember]: given }));
const body = fc.oneof(
  { arbitrary: document.chain(nearly).map((it) => JSON.stringify(it)), weight: 6 },
  { arbitrary: fc.json(), weight: 1 },
  { arbitrary: fc.string(), weight: 1 },
  { arbitrary: fc.uint8Array({ maxLength: 40 }), weight: 1 },
  { arbitrary: fc.constant(undefined), weight: 1 },
);

/** Anything that can be sent: mostly close to what the operations take. */
export const arbitraryRequest: fc.Arbitrary<ArbitraryRequest> = fc
  .record({
    operation: fc.constantFrom(...OPERATIONS),
    method: fc.option(fc.constantFrom('GET', 'PUT', 'DELETE', 'POST', 'PATCH', 'OPTIONS'), {
      freq: 8,
      nil: undefined,
    }),
    names: fc.array(name, { minLength: 3, maxLength: 3 }),
    query,
    body,
  })
  .map(({ operation, method = operation.method, names: given, query: search, body: content }) => {
    let label = 0;
    const path = operation.path.replace(/\{\w+\}/g, () => {
      label += 1;
      return encodeURIComponent(given[label - 1] ?? 'x');
    });
    const request = { method, path: `/v20190125${path}${search}` };
    return method === 'GET' || content === undefined ? request : { ...request, body: content };
  });

/** One write that has the right form, which what is there may still forbid. */
export const arbitraryWrite: fc.Arbitrary<ArbitraryRequest> = fc
  .record({
    kind: fc.constantFrom(...Object.entries(KINDS)),
    verb: fc.constantFrom('Create', 'Create', 'Update', 'Delete'),
    names: fc.array(fc.constantFrom('a', 'b'), { minLength: 3, maxLength: 3 }),
    target: fc.constantFrom('a', 'b'),
    other: fc.boolean(),
    tags,
  })
  .map(({ kind: [label, kind], verb, names: given, target, other, tags: tagged }) => {
    const operation = OPERATIONS.find((it) => it.name === `${verb}${label}`);
    if (!operation) throw new Error(`no ${verb}${label}`);
    let index = 0;
    // Two names in one mesh, and now and then another mesh.
    const labels = operation.path.replace(/\{(\w+)\}/g, (_, member: string) => {
      index += 1;
      return member === 'meshName' && label !== 'Mesh' ? 'a' : (given[index - 1] ?? 'a');
    });
    const text = JSON.stringify(other ? kind.otherSpec : kind.spec)
      .replace(/"(node|router|service\.shop)"/g, JSON.stringify(target))
      .replace(/808[01]/g, '8080');
    const members = { spec: JSON.parse(text) as unknown };
    const content =
      verb === 'Create'
        ? { ...members, [kind.nameMember]: given[2] ?? 'a', tags: uniqueKeys(tagged) }
        : members;
    return {
      method: operation.method,
      path: `/v20190125${labels}`,
      ...(verb === 'Delete' ? {} : { body: JSON.stringify(content) }),
    };
  });

function uniqueKeys(tagged: readonly { readonly key: string; readonly value: string }[]): readonly object[] {
  return [...new Map(tagged.map((tag) => [tag.key, tag])).values()];
}
