import type { Shape, StructureShape } from '@mesh-workshop/appmesh/shapes';
import type { JsonObject } from '@mesh-workshop/json';
import { APP_MESH_GROUP } from '../document/kubernetes-document.ts';
import { OBJECT_KINDS, type ObjectKind } from './object-kinds.ts';
import { OBJECT_SHAPES } from './object-shapes.ts';

/**
 * The CustomResourceDefinition of a kind. Its schema has the types, the enumerations and what is required, so that
 * `kubectl explain` and editors know the members; it lets everything else pass, because the control plane judges it with a
 * better message, and because a cluster with manifests of other versions must still take them.
 */
export function customResourceDefinition(kind: ObjectKind): JsonObject {
  const { plural, singular, namespaced, arnMember } = OBJECT_KINDS[kind];
  const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
  const active = `.status.conditions[?(@.type=="${kind}Active")].status`;
  const ofStatus = [
    { name: 'ARN', type: 'string', jsonPath: `.status.${arnMember}` },
    { name: 'Active', type: 'string', jsonPath: active },
  ];
  const columns = arnMember === undefined ? [age] : [...ofStatus, age];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${APP_MESH_GROUP}` },
    spec: {
      group: APP_MESH_GROUP,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { kind, listKind: `${kind}List`, plural, singular, categories: ['all'] },
      versions: [
        {
          name: 'v1beta2',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns,
          schema: {
            openAPIV3Schema: openApiSchema(kind),
          },
        },
      ],
    },
  };
}

/** The OpenAPI 3 schema of a kind, as its CustomResourceDefinition has it. */
export function openApiSchema(kind: ObjectKind): JsonObject {
  return {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: schemaOf(OBJECT_SHAPES[kind]),
      status: anything(),
    },
  };
}

function schemaOf(shape: Shape): JsonObject {
  switch (shape.kind) {
    case 'structure':
      return structureSchema(shape);
    case 'list':
      return { type: 'array', items: schemaOf(shape.item) };
    case 'enumeration':
      return { type: 'string', enum: shape.values };
    case 'string':
      return { type: 'string' };
    case 'integer':
      return { type: 'integer', format: 'int64', ...limits(shape) };
    case 'boolean':
      return { type: 'boolean' };
    case 'unsupported':
      return schemaOf(shape.shape);
  }
}

function structureSchema(shape: StructureShape): JsonObject {
  if (shape.name === 'LabelSelector') return SELECTOR;
  const members = Object.entries(shape.members);
  const required = members.filter(([, member]) => member.kind === 'required').map(([name]) => name);
  const properties = members.map(([name, member]) => [
    name,
    schemaOf(member.kind === 'required' ? member.shape : member),
  ]);
  return {
    ...anything(),
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(properties),
  };
}

function limits({ min, max }: { readonly min?: number; readonly max?: number }): JsonObject {
  return { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
}

function anything(): JsonObject {
  return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
}

const text = { type: 'string' };

const SELECTOR: JsonObject = {
  type: 'object',
  properties: {
    matchLabels: { type: 'object', additionalProperties: text },
    matchExpressions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'operator'],
        properties: { key: text, operator: text, values: { type: 'array', items: text } },
      },
    },
  },
};
