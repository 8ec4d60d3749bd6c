import { toJson } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { checkShape, type Shape, withoutNulls, withoutUnknownMembers } from '../resources/shape.ts';
import { badRequest, invalid } from '../store/refusals.ts';
import { metadataProblems } from './metadata-problems.ts';

/** Kinds that say nothing about their members still need objects where every tool expects one. */
const ANY_OBJECT_SHAPE: Shape = { map: 'any' };

/**
 * The object as it is stored: checked for its shape, without unknown members, with defaults, validated. Throws BadRequest for wrong
 * types, Invalid naming every violation.
 */
export function admitObject(
  definition: ResourceDefinition,
  draft: KubernetesObject,
  current: KubernetesObject | undefined,
): KubernetesObject {
  const wrongMetadata = metadataProblems(definition, draft.metadata);
  if (wrongMetadata.length > 0) throw invalid(definition, String(draft.metadata.name), wrongMetadata);
  const typed = definition.shape === undefined ? draft : (withoutNulls(draft) as KubernetesObject);
  const { wrongTypes } = checkShape(typed, definition.shape ?? ANY_OBJECT_SHAPE);
  if (wrongTypes.length > 0) {
    throw badRequest(
      `${definition.kind} "${draft.metadata.name}" cannot be handled as ${definition.kind} in version "${definition.version}": ${wrongTypes.join('; ')}`,
    );
  }
  const known = withoutUnknownMembers(typed, definition.shape ?? 'any') as KubernetesObject;
  const next = definition.complete ? toJson(definition.complete(known, current)) : known;
  const problems = definition.validate?.(next, current) ?? [];
  if (problems.length > 0) throw invalid(definition, next.metadata.name, problems);
  return next;
}
