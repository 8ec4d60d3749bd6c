import type { MemberCount, Shape, StructureShape } from './shape.ts';

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 uses it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * Says in JSON Schema what a shape allows: all of it but the rules across members, which no schema can express. Every structure is
 * put into `definitions` under its name, and referred to under `location`.
 *
 * @param location start of the references, as `#/components/schemas/`
 */
export function jsonSchemaOf(
  shape: Shape,
  definitions: Map<string, JsonSchema>,
  location: string,
): JsonSchema {
  const of = (inner: Shape) => jsonSchemaOf(inner, definitions, location);
  switch (shape.kind) {
    case 'structure':
      return reference(shape, definitions, location, of);
    case 'list':
      return { type: 'array', items: of(shape.item), ...limits('Items', shape) };
    case 'enumeration':
      return { type: 'string', enum: shape.values.filter((value) => !shape.unsupported.includes(value)) };
    case 'string':
      return {
        type: 'string',
        ...limits('Length', shape),
        ...(shape.pattern === undefined ? {} : { pattern: shape.pattern.source }),
      };
    case 'integer':
      return { type: 'integer', ...limits('imum', shape) };
    case 'boolean':
      return { type: 'boolean' };
    case 'unsupported':
      return {
        ...of(shape.shape),
        description: 'Part of the App Mesh API; refused, as it is not supported yet.',
      };
  }
}

function reference(
  shape: StructureShape,
  definitions: Map<string, JsonSchema>,
  location: string,
  of: (inner: Shape) => JsonSchema,
): JsonSchema {
  const schema = structureSchema(shape, of);
  const isTaken = (name: string) => {
    const other = definitions.get(name);
    return other !== undefined && JSON.stringify(other) !== JSON.stringify(schema);
  };
  // The API has a name of its own for each; two of ours that differ may have one.
  let name = shape.name;
  for (let count = 2; isTaken(name); count++) name = `${shape.name}${count}`;
  definitions.set(name, schema);
  return { $ref: `${location}${name}` };
}

function structureSchema(shape: StructureShape, of: (inner: Shape) => JsonSchema): JsonSchema {
  const members = Object.entries(shape.members);
  const required = members.filter(([, member]) => member.kind === 'required').map(([name]) => name);
  const properties = members.map(([name, member]) => [
    name,
    of(member.kind === 'required' ? member.shape : member),
  ]);
  const counts = shape.counts.flatMap(countSchemas);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    ...(counts.length > 0 ? { allOf: counts } : {}),
    additionalProperties: false,
  };
}

/** At least so many is any of them; at most so many is no combination of one more. Shapes know only 0 and 1. */
function countSchemas({ members, atLeast }: MemberCount): readonly JsonSchema[] {
  const one = members.map((name) => ({ required: [name] }));
  if (atLeast > 0) return [{ oneOf: one }];
  const pairs = members.flatMap((first, index) =>
    members.slice(index + 1).map((second) => ({ required: [first, second] })),
  );
  return [{ not: { anyOf: pairs } }];
}

function limits(
  what: 'Items' | 'Length' | 'imum',
  { min, max }: { readonly min?: number; readonly max?: number },
): JsonSchema {
  return {
    ...(min === undefined ? {} : { [`min${what}`]: min }),
    ...(max === undefined ? {} : { [`max${what}`]: max }),
  };
}
