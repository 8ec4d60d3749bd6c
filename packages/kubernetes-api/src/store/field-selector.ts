import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { badRequest } from './refusals.ts';

/** One condition on a field of an object. */
export interface FieldRequirement {
  readonly path: readonly string[];
  readonly equal: boolean;
  readonly value: string;
}

/** Parses `metadata.name=x,status.phase!=Running`. Throws BadRequest for a field the kind does not offer. */
export function parseFieldSelector(
  text: string,
  definition: ResourceDefinition,
): readonly FieldRequirement[] {
  const allowed = ['metadata.name', 'metadata.namespace', ...(definition.selectableFields ?? [])];
  return text
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map((term) => {
      const parts = /^([A-Za-z0-9._-]+)(==|=|!=)(.*)$/.exec(term);
      if (!parts) throw badRequest(`invalid field selector "${term}": use field=value or field!=value`);
      const [, field = '', operator, value = ''] = parts;
      if (!allowed.includes(field)) {
        throw badRequest(
          `field label not supported: ${field} (${definition.kind} has ${allowed.join(', ')})`,
        );
      }
      return { path: field.split('.'), equal: operator !== '!=', value };
    });
}

function readField(object: KubernetesObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const member of path) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined;
  }
  return value === undefined || value === null ? '' : String(value);
}

/** Whether the object fulfils all requirements; an absent field counts as the empty text. */
export function matchesFields(requirements: readonly FieldRequirement[], object: KubernetesObject): boolean {
  return requirements.every(({ path, equal, value }) => (readField(object, path) === value) === equal);
}
