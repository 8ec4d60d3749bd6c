import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import type { Shape } from '../resources/shape.ts';

const TEXT = { type: 'string' };
const TEXTS = { type: 'array', items: TEXT };
const TEXT_BY_NAME = { type: 'object', additionalProperties: TEXT };
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const ANYTHING = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** The schemas that others refer to. They have no one type, so that kubectl shows their names, as on a cluster. */
export const NAMED_SCHEMAS: JsonObject = {
  [INT_OR_STRING]: { oneOf: [{ type: 'integer' }, TEXT], format: 'int-or-string' },
  [QUANTITY]: { oneOf: [TEXT, { type: 'number' }], description: 'such as 100m, 0.5 or 128Mi' },
};

const refer = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** What of metav1.ObjectMeta a person writes, or reads. */
const METADATA = {
  description:
    'Standard metadata: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/',
  type: 'object',
  properties: {
    name: TEXT,
    generateName: TEXT,
    namespace: TEXT,
    labels: TEXT_BY_NAME,
    annotations: TEXT_BY_NAME,
    finalizers: TEXTS,
    ownerReferences: {
      type: 'array',
      items: {
        type: 'object',
        properties: { apiVersion: TEXT, kind: TEXT, name: TEXT, uid: TEXT, controller: { type: 'boolean' } },
      },
    },
    creationTimestamp: { ...TEXT, format: 'date-time' },
    deletionTimestamp: { ...TEXT, format: 'date-time' },
    deletionGracePeriodSeconds: { type: 'integer' },
    generation: { type: 'integer' },
    resourceVersion: TEXT,
    uid: TEXT,
  },
};

/**
 * The schema of a kind in OpenAPI 3, for `kubectl explain` and editors: the kind's own, else what its shape knows, which is members and types. Clients do not
 * judge objects by it; the server does.
 */
export function schemaOfResource(resource: ResourceDefinition, version: string): JsonObject {
  const { group, kind } = resource;
  const schema: JsonObject =
    resource.schema ?? (resource.shape === undefined ? ANYTHING : schemaOfShape(resource.shape));
  const properties = schema.properties as JsonObject | undefined;
  return {
    ...(resource.schema === undefined ? { description: describe(resource) } : {}),
    ...schema,
    properties: { apiVersion: TEXT, kind: TEXT, ...properties, metadata: METADATA },
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
  };
}

function describe({ kind, notRun, noEffect, shape }: ResourceDefinition): string {
  if (notRun !== undefined) return `Not run here: ${notRun}.`;
  const reference = 'What each member means: https://kubernetes.io/docs/reference/kubernetes-api/';
  if (noEffect !== undefined) return `Stored and shown, but has no effect here: ${noEffect}. ${reference}`;
  if (shape === undefined) return `${kind}: any members are stored. ${reference}`;
  return `The members that are known here, with their types. ${reference}`;
}

function schemaOfShape(shape: Shape): JsonObject {
  switch (shape) {
    case 'any':
      return ANYTHING;
    case 'string':
      return TEXT;
    case 'quantity':
      return refer(QUANTITY);
    case 'integer':
    case 'boolean':
      return { type: shape };
    case 'int-or-string':
      return refer(INT_OR_STRING);
  }
  if ('list' in shape) return { type: 'array', items: schemaOfShape(shape.list) };
  if ('map' in shape) return { type: 'object', additionalProperties: schemaOfShape(shape.map) };
  const properties = Object.entries(shape.members).map(([name, member]) => [name, schemaOfShape(member)]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}
