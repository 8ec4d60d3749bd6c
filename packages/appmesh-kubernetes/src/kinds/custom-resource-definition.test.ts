import { fileURLToPath } from 'node:url';
import { isJsonObject } from '@mesh-workshop/json';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { customResourceDefinition } from './custom-resource-definition.ts';
import { OBJECT_KINDS } from './object-kinds.ts';

const FOLDER = fileURLToPath(new URL('../../crds/', import.meta.url));

describe.each(Object.values(OBJECT_KINDS))('the CustomResourceDefinition of $kind', ({ kind }) => {
  const definition = customResourceDefinition(kind);

  test('is the file in crds/, which is made from the shapes', async () => {
    const text = `# Made from src/kubernetes/object-shapes.ts; \`npx vitest run packages/appmesh --update\` makes it anew.\n${stringify(definition, { lineWidth: 0, aliasDuplicateObjects: false })}`;
    await expect(text).toMatchFileSnapshot(`${FOLDER}${kind.toLowerCase()}.yaml`);
  });

  test('has a structural schema: a type everywhere, and nothing that a cluster refuses', () => {
    const [version] = (definition.spec as { versions: { schema: { openAPIV3Schema: unknown } }[] }).versions;
    expect(schemaProblems(version?.schema.openAPIV3Schema, 'schema')).toEqual([]);
  });
});

const ALLOWED = [
  'type',
  'format',
  'enum',
  'minimum',
  'maximum',
  'required',
  'properties',
  'items',
  'additionalProperties',
  'x-kubernetes-preserve-unknown-fields',
];

function schemaProblems(schema: unknown, path: string): readonly string[] {
  if (!isJsonObject(schema)) return [`${path} is no schema`];
  const { type, properties = {}, items, additionalProperties, required = [] } = schema;
  const children = [
    ...Object.entries(properties as object).map(([name, child]) => [`${path}.${name}`, child] as const),
    ...(type === 'array' ? [[`${path}[]`, items] as const] : []),
    ...(additionalProperties === undefined ? [] : [[`${path}.*`, additionalProperties] as const]),
  ];
  return [
    ...(typeof type === 'string' ? [] : [`${path} has no type`]),
    ...Object.keys(schema)
      .filter((member) => !ALLOWED.includes(member))
      .map((member) => `${path} has ${member}`),
    ...(required as readonly string[])
      .filter((name) => !Object.hasOwn(properties as object, name))
      .map((name) => `${path} requires ${name}`),
    ...children.flatMap(([at, child]) => schemaProblems(child, at)),
  ];
}
