import { isJsonObject } from '@mesh-workshop/json';
import type { ObjectMeta } from '../objects/kubernetes-object.ts';
import type { FieldProblem, ResourceDefinition } from '../resources/resource-definition.ts';
import { isLabelValue, isQualifiedName, type NameRule, nameProblem } from './names.ts';

/** Kinds whose names are stricter, or looser, than a DNS subdomain. */
const NAME_RULES: Readonly<Record<string, NameRule>> = {
  namespaces: 'label',
  services: 'label-1035',
  'roles.rbac.authorization.k8s.io': 'path-segment',
  'rolebindings.rbac.authorization.k8s.io': 'path-segment',
  'clusterroles.rbac.authorization.k8s.io': 'path-segment',
  'clusterrolebindings.rbac.authorization.k8s.io': 'path-segment',
};

function mapProblems(
  map: unknown,
  path: string,
  isValue: (value: unknown) => boolean,
  allowed: string,
): readonly FieldProblem[] {
  if (map === undefined || map === null) return [];
  if (!isJsonObject(map)) {
    return [{ reason: 'Invalid', path, value: map, message: 'must be an object of texts' }];
  }
  return Object.entries(map).flatMap(([key, value]): FieldProblem[] => [
    ...(isQualifiedName(key)
      ? []
      : [
          {
            reason: 'Invalid' as const,
            path,
            value: key,
            message:
              "the name part must consist of at most 63 alphanumeric characters, '-', '_' or '.', with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
          },
        ]),
    ...(isValue(value)
      ? []
      : [{ reason: 'Invalid' as const, path: `${path}[${key}]`, value, message: allowed }]),
  ]);
}

/** What is wrong with the metadata of any object. */
export function metadataProblems(
  definition: ResourceDefinition,
  metadata: ObjectMeta,
): readonly FieldProblem[] {
  const plural = definition.group === '' ? definition.plural : `${definition.plural}.${definition.group}`;
  const name = String(metadata.name);
  const wrong = nameProblem(name, NAME_RULES[plural] ?? 'subdomain');
  return [
    ...(wrong === undefined
      ? []
      : [{ reason: 'Invalid' as const, path: 'metadata.name', value: name, message: wrong }]),
    ...mapProblems(
      metadata.labels,
      'metadata.labels',
      isLabelValue,
      "a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    ),
    ...mapProblems(
      metadata.annotations,
      'metadata.annotations',
      (value) => typeof value === 'string',
      'an annotation must be a text; put the value in quotes',
    ),
  ];
}
